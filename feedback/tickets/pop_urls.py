"""`/pop/?phone=`: what a telephone system opens when somebody calls."""

from django.urls import path

from feedback.tickets.views import pop

app_name = "pop"
urlpatterns = [path("", pop.customer, name="customer")]
