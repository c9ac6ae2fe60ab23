from django.urls import path

from feedback.insights.views import home, training, words

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("ideas/<slug:reference>/customers/", words.idea_words, name="idea-words"),
    path("services/<slug:reference>/customers/", words.service_words, name="service-words"),
    path("programmes/<slug:reference>/training/", training.programme_training, name="programme-training"),
    path(
        "programmes/<slug:reference>/training/<slug:curriculum>/remove/",
        training.programme_training_remove,
        name="programme-training-remove",
    ),
]
