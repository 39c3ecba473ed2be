"""Addresses under /api/v1/slots/: one a verb."""

from django.urls import path

from referrals.slots import api

app_name = "slots_api"
urlpatterns = [
    path("", api.Slots.as_view(), name="list"),
    path("<uuid:booking_id>/", api.OneSlot.as_view(), name="one"),
    path("<uuid:booking_id>/hold/", api.Hold.as_view(), name="hold"),
    path("<uuid:booking_id>/offer/", api.Offer.as_view(), name="offer"),
    path("<uuid:booking_id>/confirm/", api.Confirm.as_view(), name="confirm"),
    path("<uuid:booking_id>/release/", api.Release.as_view(), name="release"),
    path("<uuid:booking_id>/swap/", api.Swap.as_view(), name="swap"),
    path("<uuid:booking_id>/move-by-maker/", api.Move.as_view(), name="move_by_maker"),
]
