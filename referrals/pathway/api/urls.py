"""URLs under /api/v1/: one address a verb."""

from django.urls import path

from referrals.pathway.api import anchors, due, failures, gates, journeys, steps, washout

app_name = "journeys_api"
ONE = "journeys/<uuid:journey_id>/"
STEP = f"{ONE}steps/<uuid:step_id>/"
urlpatterns = [
    path("steps/", due.Steps.as_view(), name="due"),
    path("journeys/", journeys.Journeys.as_view(), name="list"),
    path("referrals/<uuid:referral_id>/journey/", journeys.Begin.as_view(), name="start"),
    path(ONE, journeys.OneJourney.as_view(), name="one"),
    path(f"{ONE}events/", journeys.Events.as_view(), name="events"),
    *[path(f"{ONE}{address}/", journeys.act_of(address), name=address.replace("-", "_")) for address in journeys.ACTS],
    path(f"{ONE}steps/", steps.Steps.as_view(), name="steps"),
    path(STEP, steps.OneStep.as_view(), name="step"),
    *[path(f"{STEP}{address}/", steps.act_of(address), name=f"step_{address.replace('-', '_')}") for address in steps.ACTS],
    path(f"{ONE}anchors/", anchors.Anchors.as_view(), name="anchors"),
    path(f"{ONE}anchors/<slug:code>/", anchors.OneAnchor.as_view(), name="anchor"),
    path(f"{ONE}washout/", washout.Washout.as_view(), name="washout"),
    path(f"{ONE}gates/", gates.Gates.as_view(), name="gates"),
    path(f"{ONE}gates/<slug:code>/", gates.OneGate.as_view(), name="gate"),
    path(f"{ONE}gates/<slug:code>/sign/", gates.Sign.as_view(), name="sign"),
    path(f"{ONE}branches/", failures.Branches.as_view(), name="branches"),
    path(f"{ONE}branches/<uuid:branch_id>/resolve/", failures.Resolve.as_view(), name="resolve"),
    path(f"{ONE}flags/", failures.Flags.as_view(), name="flags"),
    path(f"{ONE}flags/<uuid:flag_id>/seen/", failures.Seen.as_view(), name="seen"),
]
