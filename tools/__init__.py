"""What stands behind the Makefile: set-up, running, testing, checking.

`bootstrap` and `install` use the standard library alone, because they run before any package is there.
"""
