"""The public library and the signs page: fetch what is published, lay it out. Review pages are in `education.reviewing`."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from carecoord.access.actor import Actor
from carecoord.accounts.models import Language
from education import pages
from education.models import Version
from education.phones import phones_for


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the one transaction was opened for."""
    return request.actor  # type: ignore[attr-defined, no-any-return]  # set by OneTransaction


def reader_language() -> str:
    found = (get_language() or Language.ENGLISH)[:2]
    return found if found in Language.values else Language.ENGLISH


@require_GET
def library(request: HttpRequest) -> HttpResponse:
    shelves = pages.shelves(Version.objects.for_reader(reader_language()))
    return render(request, "education/library.html", {"shelves": shelves})


@require_GET
def article(request: HttpRequest, slug: str) -> HttpResponse:
    shelf = list(Version.objects.for_reader(reader_language()))
    version = next((v for v in shelf if v.document.topic.slug == slug), None)
    if version is None:
        raise Http404
    page = pages.article(
        version,
        shelf,
        phones=phones_for(actor_of(request)),
        question=number(request, "question", 1),
        answer=number(request, "answer", -1),
    )
    return render(request, "education/article.html", {"page": page})


@require_GET
def signs(request: HttpRequest) -> HttpResponse:
    """What should I do? Shown even while no list is approved: then it says only whom to call."""
    version = Version.objects.for_reader(reader_language()).filter(document__topic__holds_signs=True).first()
    page = pages.signs(version, phones_for(actor_of(request)))
    return render(request, "education/signs.html", {"page": page})


def number(request: HttpRequest, name: str, default: int) -> int:
    """A small whole number from the address; anything else is the default."""
    raw = request.GET.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 3 else default
