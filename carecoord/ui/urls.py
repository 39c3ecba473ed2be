"""Addresses of the frame. Room: carecoord.ui."""

from django.urls import path

from carecoord.ui import views

app_name = "ui"
urlpatterns = [
    path("frame/theme/", views.theme, name="theme"),
    path("frame/language/", views.language, name="language"),
    path("frame/alive/", views.alive, name="alive"),
]
