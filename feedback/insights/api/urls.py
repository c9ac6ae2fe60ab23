from django.urls import re_path

from feedback.insights.api.training import TrainingViewSet

PROGRAMME = r"^programmes/(?P<id>[A-Za-z0-9-]{1,40})/training/"
urlpatterns = [
    re_path(PROGRAMME + "$", TrainingViewSet.as_view({"get": "list", "post": "create"}), name="programme-training"),
    re_path(PROGRAMME + "remove/$", TrainingViewSet.as_view({"post": "remove"}), name="programme-training-remove"),
]
