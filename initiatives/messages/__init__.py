"""What people are told about ideas and initiatives, by subject."""

from initiatives.messages import actions, benefits, challenges, gates, ideas, initiatives, services, steering

__all__ = ["actions", "benefits", "challenges", "gates", "ideas", "initiatives", "services", "steering"]
