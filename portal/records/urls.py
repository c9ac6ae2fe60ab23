from django.urls import path

from portal.records import view_pages, views

app_name = "records"
urlpatterns = [
    path("files/<str:reference>/", views.file, name="file"),
    path("pulse/", views.pulse, name="pulse"),
    path("views/save/", views.save_view, name="save-view"),
    path("views/<str:reference>/", view_pages.saved_view, name="view"),
    path("views/<str:reference>/delete/", views.delete_view, name="delete-view"),
]
