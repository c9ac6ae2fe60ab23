from django.urls import re_path

from feedback.insights.api.training import TrainingViewSet
from feedback.insights.api.words import WordsViewSet

PROGRAMME = r"^programmes/(?P<id>[A-Za-z0-9-]{1,40})/training/"
ID = r"(?P<id>[A-Za-z0-9-]{1,40})"
urlpatterns = [
    re_path(rf"^ideas/{ID}/customers/$", WordsViewSet.as_view({"get": "idea"}), name="idea-words"),
    re_path(rf"^services/{ID}/customers/$", WordsViewSet.as_view({"get": "service"}), name="service-words"),
    re_path(PROGRAMME + "$", TrainingViewSet.as_view({"get": "list", "post": "create"}), name="programme-training"),
    re_path(PROGRAMME + "remove/$", TrainingViewSet.as_view({"post": "remove"}), name="programme-training-remove"),
]
