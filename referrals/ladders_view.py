"""HTTP of the page that says who is told when. No patient here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from carecoord.access.web import at_work
from referrals.ladders_page import declared
from referrals.pathway.permissions import Permission


@require_GET
@at_work(Permission.READ_PROTOCOL)
def ladders(request: HttpRequest) -> HttpResponse:
    return render(request, "referrals/ladders.html", {"ladders": declared()})
