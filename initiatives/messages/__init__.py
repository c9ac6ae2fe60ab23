"""What people are told about ideas and initiatives, by subject."""

from initiatives.messages import gates, ideas, initiatives

__all__ = ["gates", "ideas", "initiatives"]
