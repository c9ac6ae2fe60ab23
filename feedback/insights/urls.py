from django.urls import path

from feedback.insights.views import home, training

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("programmes/<slug:reference>/training/", training.programme_training, name="programme-training"),
    path(
        "programmes/<slug:reference>/training/<slug:curriculum>/remove/",
        training.programme_training_remove,
        name="programme-training-remove",
    ),
]
