"""Addresses of the library. Reading is public; `review/` is for those who stand for a text."""

from django.urls import path

from education import reviewing, views

app_name = "education"
urlpatterns = [
    path("", views.library, name="library"),
    path("signs/", views.signs, name="signs"),
    path("review/", reviewing.review_list, name="review_list"),
    path("review/<uuid:version_id>/", reviewing.review, name="review"),
    path("review/<uuid:version_id>/submit/", reviewing.submit, name="submit"),
    path("review/<uuid:version_id>/approve/", reviewing.approve, name="approve"),
    path("review/<uuid:version_id>/send-back/", reviewing.send_back, name="send_back"),
    path("review/<uuid:version_id>/retire/", reviewing.retire, name="retire"),
    path("<slug:slug>/", views.article, name="article"),
]
