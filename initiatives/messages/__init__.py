"""What people are told about ideas and initiatives, by subject."""

from initiatives.messages import actions, gates, ideas, initiatives, services

__all__ = ["actions", "gates", "ideas", "initiatives", "services"]
