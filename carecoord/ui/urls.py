"""Addresses of the frame. Room: carecoord.ui."""

from django.urls import path

from carecoord.ui import views

app_name = "ui"
urlpatterns = [
    path("ui/theme/", views.theme, name="theme"),
    path("ui/language/", views.language, name="language"),
    path("ui/alive/", views.alive, name="alive"),
]
