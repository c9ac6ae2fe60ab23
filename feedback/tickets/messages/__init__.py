"""What people are told about tickets, by subject."""

from feedback.tickets.messages import approvals, tickets

__all__ = ["approvals", "tickets"]
