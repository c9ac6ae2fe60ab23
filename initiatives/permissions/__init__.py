"""The rows of the permission table of this area, and its routes, by subject."""

from initiatives.permissions import benefits, coverage, ideas, initiatives, services, steering, work

__all__ = ["benefits", "coverage", "ideas", "initiatives", "services", "steering", "work"]
