"""Addresses of the clinical tools. The key of a tool is no fact about anybody."""

from django.urls import path

from patients.views import tools

app_name = "tools"
urlpatterns = [
    path("", tools.shelf, name="shelf"),
    path("<slug:tool>/", tools.tool, name="tool"),
    path("<slug:tool>/about/", tools.guide, name="guide"),
]
