"""Rows of the permission table for tickets and the service catalogue.

Working side: agents and heads of the department that has the ticket; departments that had it before keep seeing it,
internal notes included, and may add to it. The requester and their department's head see its public side.
Customer experience and executives read all public sides. An administrator sees none of it by that role.
"""

from . import routes, scopes
from .actions import CHANGES

__all__ = ["CHANGES", "routes", "scopes"]
