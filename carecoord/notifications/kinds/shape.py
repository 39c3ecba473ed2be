"""What a kind of notice is made of: topics, the few things a mail may say, and the shape of one row of the table.

Room: notifications. The kinds themselves stand beside this file, by noun; a name and a row make one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carecoord.notifications.states import Channel

Words = str | Promise


class Audience(StrEnum):
    STAFF = "staff"
    PERSON = "person"  # patients and those who care for them


class Topic(models.TextChoices):
    """What people choose together; those in `SAFETY` cannot be switched off."""

    LOOP = "loop", _("Referrals that change hands")
    QUESTIONS = "questions", _("Questions and missing items")
    OUTCOMES = "outcomes", _("Consult notes, decisions and outcomes")
    THREAD = "thread", _("Notes on a referral")
    MENTIONS = "mentions", _("When somebody mentions you")
    PLANS = "plans", _("Treatment plans and their steps")
    SLOTS = "slots", _("Answers about slots")
    HANDOFF = "handoff", _("Hand-offs and visit notes")
    NEWS = "news", _("News on the road")
    READING = "reading", _("Something to read")
    MESSAGES = "messages", _("Messages")
    REMINDERS = "reminders", _("Reminders of what is due")
    URGENT = "urgent", _("What is late or needs you today")
    VISITS = "visits", _("Visits and dates")
    ACCESS = "access", _("Who opened a record")
    DIGEST = "digest", _("Summaries")  # the mail that stands for others; chosen with the topics it stands for


SAFETY = frozenset({Topic.REMINDERS, Topic.URGENT, Topic.VISITS, Topic.ACCESS})


class Wording(StrEnum):
    """The few things an e-mail may say."""

    UPDATE = "update"
    TASK = "task"
    REMINDER = "reminder"
    URGENT = "urgent"
    MESSAGE = "message"
    DIGEST = "digest"


REFERRAL = "referrals:referral"
ROAD, MESSAGES, LOOKED, READING = "referrals:road", "referrals:messages", "audit:who_looked", "education:library"
BREAK_GLASS = "access:break_glass_reviews"
TEAM = "accounts:team"
CENTER, REACH, WORKLIST = "notices:list", "notices:reach", "referrals:worklist"
JOURNEY, SLOTS, CALENDAR = "pathway:journey", "slots:journey", "slots:calendar"
FIRST_DAYS, WAY_HOME = "monitoring:course", "handoff:home"
ATTENTION = "notices:attention"
WITHOUT_ID = frozenset({ATTENTION, ROAD, MESSAGES, LOOKED, READING, BREAK_GLASS, TEAM, CALENDAR, CENTER, REACH, WORKLIST})


@dataclass(frozen=True)
class Form:
    """How one kind is told."""

    title: Words
    topic: Topic
    wording: Wording = Wording.UPDATE
    audience: Audience = Audience.STAFF
    link: str = REFERRAL  # URL name; takes the id it is about
    is_urgent: bool = False
    needs_grant: bool = True  # False: it tells of the end of access, so the recipient's grant may be over
    channels: tuple[Channel, ...] = (Channel.INAPP, Channel.EMAIL)

    @property
    def is_safety(self) -> bool:
        return self.topic in SAFETY

    @property
    def takes_id(self) -> bool:
        return self.link not in WITHOUT_ID


def due(title: str, *, link: str = REFERRAL) -> Form:
    return Form(title, Topic.REMINDERS, Wording.REMINDER, link=link)


def late(title: str, *, link: str = REFERRAL) -> Form:
    return Form(title, Topic.URGENT, Wording.URGENT, link=link, is_urgent=True)


def to_person(
    title: Words, topic: Topic, wording: Wording = Wording.UPDATE, *, link: str = ROAD, is_urgent: bool = False, needs_grant: bool = True
) -> Form:
    return Form(title, topic, wording, Audience.PERSON, link, is_urgent, needs_grant)
