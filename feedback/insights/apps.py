from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "feedback.insights"
    label = "insights"
