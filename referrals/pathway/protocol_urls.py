"""URLs of protocols."""

from django.urls import path

from referrals.pathway import protocol_views as views

app_name = "protocols"
urlpatterns = [
    path("", views.protocols, name="list"),
    path("<slug:code>/<int:version>/", views.protocol, name="protocol"),
    path("<slug:code>/<int:version>/against/<int:other>/", views.compare, name="compare"),
    path("<slug:code>/<int:version>/approve/", views.approve, name="approve"),
    path("<slug:code>/<int:version>/own/<str:step>/<int:series>/", views.propose, name="propose"),
    path("own/<int:override_id>/<int:version>/approve/", views.approve_override, name="approve_override"),
    path("own/<int:override_id>/<int:version>/withdraw/", views.withdraw_override, name="withdraw_override"),
]
