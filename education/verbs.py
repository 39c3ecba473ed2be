"""What happens to a version: loaded, sent for review, sent back, approved by a second person, retired. Nothing else sets its status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Max
from django.http import Http404
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.access.permissions import require
from carecoord.audit.trail import record
from education.content import Article, Level, TopicEntry, level_of
from education.models import Document, Topic, Version
from education.permissions import Permission
from education.states import MOVES, OPEN, Status

LONGEST_VALID: Final = timedelta(days=366)


@dataclass(frozen=True)
class Loaded:
    """What became of one file: the version that now holds its text, and whether it is new."""

    version: Version
    is_new: bool
    replaced: int | None = None  # number of the open version that gave way


def keep_topic(actor: Actor, entry: TopicEntry) -> Topic:
    """Make the topic, or bring it up to its line in the file."""
    require(actor, Permission.WRITE)
    fields = {name: getattr(entry, name) for name in ("order", "part", "audience", "stages", "holds_signs")}
    topic, _ = Topic.objects.update_or_create(slug=entry.slug, defaults=fields)
    return topic


def load(actor: Actor, article: Article) -> Loaded:
    """Keep an article's text: the same text again changes nothing, another text becomes a new draft."""
    require(actor, Permission.WRITE)
    topic = Topic.objects.select_for_update().get(slug=article.topic)
    document, _ = Document.objects.get_or_create(topic=topic, language=article.language)
    newest = document.versions.newest_first().first()
    if newest is not None and newest.digest == article.digest:
        return Loaded(newest, is_new=False)
    replaced = document.versions.filter(status__in=OPEN).first()
    if replaced is not None:
        _move(actor, replaced, Status.RETIRED, reason="a newer text was loaded")
    version = Version.objects.create(
        document=document, number=_next_number(document), digest=article.digest, **article.content(), **_measured(article.level)
    )
    record(actor, "load education text", about=version)
    return Loaded(version, is_new=True, replaced=replaced.number if replaced else None)


def _next_number(document: Document) -> int:
    return (document.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def _measured(level: Level) -> dict[str, object]:
    return {"reading_measure": level.measure, "reading_score": level.score, "reading_grade": level.grade}


def submit_for_review(actor: Actor, version_id: UUID) -> Version:
    """Fix the text and ask a second person to read it."""
    require(actor, Permission.WRITE)
    version = _locked(version_id)
    if not level_of(version.content(), version.document.language).is_plain:
        raise Refused(f"This text reads at grade {version.reading_grade}. Write shorter words and sentences: grade 6 at most.")
    version.submitted_by_id = actor.user_id
    return _move(actor, version, Status.IN_REVIEW)


def send_back(actor: Actor, version_id: UUID, *, reason: str) -> Version:
    """Give the text back to be rewritten, saying why."""
    require(actor, Permission.APPROVE)
    if not reason.strip():
        raise Refused("Say what should be changed, so that the writer knows.", field="reason")
    version = _locked(version_id)
    version.submitted_by = None
    return _move(actor, version, Status.DRAFT, reason=reason)


def approve(actor: Actor, version_id: UUID, *, valid_until: date) -> Version:
    """Publish the text until a day, at most a year from today; never by the person who sent it for review."""
    require(actor, Permission.APPROVE)
    version, today = _locked(version_id), timezone.localdate()
    if actor.user_id is None or version.submitted_by_id == actor.user_id:
        raise Refused("You sent this text for review, so somebody else has to approve it.")
    if not today < valid_until <= today + LONGEST_VALID:
        raise Refused("Choose a day for the next review: after today and at most a year away.", field="valid_until")
    version.approved_by_id, version.reviewed_on, version.valid_until = actor.user_id, today, valid_until
    return _move(actor, version, Status.APPROVED)


def retire(actor: Actor, version_id: UUID, *, reason: str) -> Version:
    """Take the text out of the library for good; the row stays."""
    require(actor, Permission.RETIRE)
    if not reason.strip():
        raise Refused("Say why the text is taken out.", field="reason")
    return _move(actor, _locked(version_id), Status.RETIRED, reason=reason)


def _locked(version_id: UUID) -> Version:
    version = Version.objects.select_for_update(of=("self",)).select_related("document__topic").filter(pk=version_id).first()
    if version is None:
        raise Http404
    return version


def _move(actor: Actor, version: Version, to: Status, *, reason: str = "") -> Version:
    was = Status(version.status)
    if (was, to) not in MOVES:
        raise Refused(f"This text is {was.label.lower()}; it cannot become {to.label.lower()} from there.")
    version.status = to
    version.save()
    record(actor, f"education {to.value}", about=version, reason=reason)
    return version
