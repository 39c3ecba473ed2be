"""HTTP of the huddle: a page that prints on one or two sheets. Audited like every list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from carecoord.ui.pieces import Empty
from referrals.huddle import found, screen
from referrals.permissions import Permission

NOTHING = Empty("A quiet day", "Nothing is late or due today, nobody comes, nobody is away.")


@require_GET
@at_work(Permission.VIEW)
def huddle(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    asked = found.ask(actor, now)
    saw(actor, asked.people)
    page = screen.build(actor, asked, now)
    return render(request, "referrals/huddle.html", {"page": page, "now": now, "empty": NOTHING})
