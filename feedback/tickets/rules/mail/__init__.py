"""A mail that came in: its words, its headers, whether a machine wrote it, what of it is quoted.

Plain values in, plain values out. The structure is read with the standard library's older policy: the newer one parses
every header when it is touched and raises on some of those that real mail programs write.
"""
