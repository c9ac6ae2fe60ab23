"""What people are told about ideas and initiatives, by subject."""

from initiatives.messages import ideas, initiatives

__all__ = ["ideas", "initiatives"]
