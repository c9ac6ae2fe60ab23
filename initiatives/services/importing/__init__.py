"""Ideas, initiatives and readings from files: read, compare, write, all or nothing (docs/mechanisms/books.md)."""
