"""The rows of the permission table of this area, and its routes, by subject."""

from initiatives.permissions import ideas, initiatives, services, work

__all__ = ["ideas", "initiatives", "services", "work"]
