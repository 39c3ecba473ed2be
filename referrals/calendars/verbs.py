"""A calendar feed is made for oneself and taken back by oneself or by staff of either side. Its secret is shown once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.permissions import require
from carecoord.audit.trail import record
from referrals.models import CalendarFeed, Journey
from referrals.pathway import journeys
from referrals.pathway.permissions import Permission
from referrals.road.page import may_see_road, people_of


def hashed(token: str) -> str:
    """SHA-256; 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def opened(actor: Actor, journey_id: UUID) -> Journey:
    """The journey for somebody who may see its dates: staff with the road's permission, the patient, a proxy with the scope."""
    journey = journeys.seen(actor, journey_id)
    if not actor.is_person:
        require(actor, Permission.VIEW, journey)
        return journey
    grant = people_of(actor).get(journey.patient_id)
    if grant is None or not may_see_road(grant):
        raise Journey.DoesNotExist
    return journey


def make_feed(actor: Actor, journey_id: UUID) -> str:
    """The secret of a new feed, the only copy. One's earlier feed of this journey ends."""
    journey = opened(actor, journey_id)
    if actor.user_id is None:
        raise NotAllowed("A person makes a calendar feed for themselves.")
    mine = CalendarFeed.objects.filter(journey=journey, user_id=actor.user_id, revoked_at__isnull=True)
    mine.update(revoked_at=timezone.now(), revoked_by_id=actor.user_id)
    token = secrets.token_urlsafe(32)
    organization = actor.place.id if actor.place else None
    row = CalendarFeed.objects.create(journey=journey, user_id=actor.user_id, organization_id=organization, token_hash=hashed(token))
    record(actor, "calendar.make", about=row, patients=[journey.patient_id])
    return token


def revoke_feed(actor: Actor, feed_id: UUID) -> CalendarFeed:
    """It shows nothing from now on."""
    row = CalendarFeed.objects.select_for_update(of=("self",)).get(pk=feed_id)
    journey = opened(actor, row.journey_id)
    if actor.is_person and row.user_id != actor.user_id and people_of(actor)[journey.patient_id].source != "self":
        raise CalendarFeed.DoesNotExist
    if row.revoked_at is not None:
        raise Refused("This calendar was taken back already.", code="already_revoked")
    row.revoked_at, row.revoked_by_id = timezone.now(), actor.user_id
    row.save(update_fields=["revoked_at", "revoked_by"])
    record(actor, "calendar.revoke", about=row, patients=[journey.patient_id])
    return row


@dataclass(frozen=True)
class Held:
    """What a secret opens: whose feed of which journey it is."""

    feed_id: UUID
    journey_id: UUID
    actor: Actor


def held(token: str) -> Held | None:
    """By the database, since nobody is signed in. The actor is the feed's owner where they act; walls decide what they still see."""
    with connection.cursor() as cursor:
        cursor.execute("select id, journey_id, user_id, organization_id, name from access.calendar_feed(%s)", [hashed(token)])
        row = cursor.fetchone()
    return Held(row[0], row[1], Actor(user_id=row[2], organization_id=row[3], name=row[4])) if row else None
