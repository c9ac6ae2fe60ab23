from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "feedback.tickets"
    label = "tickets"
