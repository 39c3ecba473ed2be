"""What the views of a journey share: the road for a reader or 404, and one way to run a form: refused, stale, done.

Room: referrals.pathway, HTTP side. What a page shows is built in `pages`.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused, Stale
from carecoord.access.web import actor_of
from carecoord.audit.trail import saw
from carecoord.ui.parts import Tone
from carecoord.ui.pieces import Said
from referrals.models import Journey
from referrals.pathway import journeys, road
from referrals.pathway.forms.base import RoadForm
from referrals.pathway.road import Road

Show = Callable[[RoadForm, Said | None, int], HttpResponse]


def opened(request: HttpRequest, journey_id: UUID) -> tuple[Actor, Road]:
    """The road as it is, for somebody who may see it; outsiders get 404. Leaves the audit row of reading."""
    actor = actor_of(request)
    try:
        journey = journeys.seen(actor, journey_id)
    except Journey.DoesNotExist:
        raise Http404 from None
    saw(actor, [journey.patient_id])
    return actor, road.load(journey)


def run(request: HttpRequest, form: RoadForm, show: Show, href: str) -> HttpResponse:
    """Call the verb; a refusal or a stale version keeps what was typed."""
    if not form.is_valid():
        return show(form, None, 422)
    try:
        form.run()
    except Refused as refusal:
        form.refuse(refusal)
        return show(form, None, 409)
    except Stale as stale:
        return show(form.renewed(stale), Said("Not done yet", stale.sentence, Tone.YOU), 409)
    messages.success(request, form.done)
    return HttpResponseRedirect(href)
