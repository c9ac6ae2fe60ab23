"""A big company by COPY. An area is a module here with `fill(connection, growth)`, named in AREAS in order of need."""
