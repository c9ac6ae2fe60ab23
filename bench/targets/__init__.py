"""What is measured, an area a module: SPECS, PREFIXES of its routes, SKIPPED with reasons, `samples()`."""
