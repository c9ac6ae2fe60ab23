from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "feedback.customers"
    label = "customers"
