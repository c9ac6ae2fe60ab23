"""What people are told about ideas and initiatives, by subject."""

from initiatives.messages import actions, gates, ideas, initiatives

__all__ = ["actions", "gates", "ideas", "initiatives"]
