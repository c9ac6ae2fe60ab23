"""The floor: the rows of lists and details by bare psycopg and orjson, without rights, filters, links or language.

An area is a module of STATEMENTS, named in server.AREAS; it may import nothing that the portal needs.
"""
