"""Addresses of access: who may open a record, emergency access, its reviews."""

from django.urls import path

from carecoord.access import views

app_name = "access"
urlpatterns = [
    path("patients/<uuid:patient_id>/access/", views.who_may, name="who_may"),
    path("patients/<uuid:patient_id>/access/restrict/", views.restrict, name="restrict"),
    path("patients/<uuid:patient_id>/access/restrictions/<uuid:restriction_id>/lift/", views.lift, name="lift"),
    path("patients/<uuid:patient_id>/access/team/", views.join_team, name="join_team"),
    path("patients/<uuid:patient_id>/access/team/<uuid:place_id>/leave/", views.leave_team, name="leave_team"),
    path("emergency/", views.emergency, name="emergency"),
    path("emergency/reviews/", views.break_glass_reviews, name="break_glass_reviews"),
    path("emergency/reviews/<uuid:break_glass_id>/", views.review, name="review"),
    path("emergency/<uuid:patient_id>/", views.break_glass, name="break_glass"),
]
