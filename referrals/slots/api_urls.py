"""Addresses under /api/v1/slots/: one a verb."""

from django.urls import path

from referrals.slots import api, queue_api

app_name = "slots_api"
urlpatterns = [
    path("", api.Slots.as_view(), name="list"),
    path("queue/", queue_api.Queue.as_view(), name="queue"),
    path("queue/criteria/", queue_api.Criteria.as_view(), name="criteria"),
    path("queue/<uuid:entry_id>/", queue_api.OneEntry.as_view(), name="entry"),
    path("queue/<uuid:entry_id>/log/", queue_api.Log.as_view(), name="entry_log"),
    path("queue/<uuid:entry_id>/answer/", queue_api.Answer.as_view(), name="entry_answer"),
    path("queue/<uuid:entry_id>/override/", queue_api.Override.as_view(), name="entry_override"),
    path("queue/<uuid:entry_id>/leave/", queue_api.Leave.as_view(), name="entry_leave"),
    path("<uuid:booking_id>/", api.OneSlot.as_view(), name="one"),
    path("<uuid:booking_id>/hold/", api.Hold.as_view(), name="hold"),
    path("<uuid:booking_id>/offer/", api.Offer.as_view(), name="offer"),
    path("<uuid:booking_id>/confirm/", api.Confirm.as_view(), name="confirm"),
    path("<uuid:booking_id>/release/", api.Release.as_view(), name="release"),
    path("<uuid:booking_id>/swap/", api.Swap.as_view(), name="swap"),
    path("<uuid:booking_id>/move-by-maker/", api.Move.as_view(), name="move_by_maker"),
]
