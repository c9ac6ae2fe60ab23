"""What people are told about ideas and initiatives, by subject."""

from initiatives.messages import actions, benefits, gates, ideas, initiatives, services, steering

__all__ = ["actions", "benefits", "gates", "ideas", "initiatives", "services", "steering"]
