"""The rows of the permission table of this area, and its routes, by subject."""

from initiatives.permissions import coverage, ideas, initiatives, services, work

__all__ = ["coverage", "ideas", "initiatives", "services", "work"]
