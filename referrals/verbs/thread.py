"""The staff thread. A note is internal unless the writer chose both sides."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from carecoord.access.actor import Actor
from carecoord.access.errors import NotAllowed, Refused
from carecoord.access.models import PersonalGrant, PersonalSource, ProxyScope
from carecoord.access.permissions import require
from carecoord.accounts.models import Membership
from carecoord.audit.trail import record
from carecoord.notifications import Kind, post
from referrals import loop, notices
from referrals.models import Note, NoteRead, PatientMessage, Referral
from referrals.permissions import Permission
from referrals.states import Side

OTHER = {Side.SENDER: Side.RECEIVER, Side.RECEIVER: Side.SENDER}


def write_note(actor: Actor, referral_id: UUID, *, text: str, is_internal: bool = True, mentions: list[int] | None = None) -> Note:
    """Add a note; the other side is told of a shared one, whoever is mentioned of either."""
    require(actor, Permission.WRITE_NOTE)
    referral = loop.lock(actor, referral_id)
    if not text.strip():
        raise Refused("Write something first.", field="text", code="text_needed")
    named = _readers(actor, referral, mentions or [], is_internal=is_internal)
    note = Note.objects.create(
        referral=referral,
        organization_id=actor.place_id,
        author_id=actor.user_id,
        author_name=actor.name,
        text=text.strip()[:4000],
        is_internal=is_internal,
        mentions=named,
    )
    record(actor, "referral.write_note", about=referral, patients=[referral.patient_id], fields=["internal" if is_internal else "shared"])
    _tell(actor, referral, note, named)
    return note


def mentioned(actor: Actor, referral: Referral, text: str, is_internal: bool) -> list[int]:
    """People named in a text as @Name or @First.Last who may read the note; other @ words stay plain words."""
    names = {word.strip(".,;:!?").lstrip("@").replace(".", " ").casefold() for word in text.split() if word.startswith("@")}
    if not names:
        return []
    organizations = [actor.place_id] if is_internal else [referral.from_org_id, referral.center.pk]
    people = Membership.objects.active().filter(organization_id__in=organizations).values_list("user_id", "user__name")
    return sorted({pk for pk, name in people if names & _ways_to_say(name)})


def _ways_to_say(name: str) -> set[str]:
    """Whole name, first name and last name, without a title."""
    words = [word for word in name.casefold().split() if word not in ("dr.", "dr")]
    return {" ".join(words), words[0], words[-1]} if words else set()


def _readers(actor: Actor, referral: Referral, mentions: list[int], *, is_internal: bool) -> list[int]:
    """Mentioned people must be able to read the note: one's own team, and the other side's for a shared note."""
    organizations = [actor.place_id] if is_internal else [referral.from_org_id, referral.center.pk]
    found = Membership.objects.active().filter(user_id__in=mentions, organization_id__in=organizations).values_list("user_id", flat=True)
    if set(mentions) - set(found):
        raise Refused("Somebody you mention cannot read this note.", field="mentions", code="not_a_reader")
    return sorted(set(mentions))


def _tell(actor: Actor, referral: Referral, note: Note, named: list[int]) -> None:
    """Those mentioned, and the other side's desk for a shared note; one notice each."""
    mentioned = set(named) - {actor.user_id or 0}
    key = f"note:{note.pk}"
    if mentioned:
        post(Kind.MENTIONED, to=mentioned, about=referral.pk, key=key, patient_id=referral.patient_id)
    other = OTHER.get(referral.side_of(actor))
    if note.is_internal or other is None:
        return
    if desk := notices.desk(referral, other) - mentioned - {actor.user_id or 0}:
        place = referral.organization_of(other).pk
        post(Kind.NOTE_WRITTEN, to=desk, about=referral.pk, key=key, patient_id=referral.patient_id, organization_id=place)


def mark_read(actor: Actor, referral_id: UUID) -> None:
    """Remember how far this person has read."""
    referral = loop.seen(actor, referral_id)
    NoteRead.objects.update_or_create(referral=referral, user_id=actor.user_id or 0, defaults={"read_at": timezone.now()})


def mark_shown(actor: Actor, referral: Referral) -> None:
    """The same for a page that has just shown the thread: one statement, whoever else reads at the same time."""
    row = NoteRead(referral=referral, user_id=actor.user_id or 0, read_at=timezone.now())
    NoteRead.objects.bulk_create([row], update_conflicts=True, unique_fields=["referral", "user"], update_fields=["read_at"])


def write_message(actor: Actor, referral_id: UUID, *, text: str) -> PatientMessage:
    """A message between the patient's side and the teams; each side is told of the other's."""
    referral = Referral.objects.visible_to(actor).select_related("from_org", "to_org", "patient").get(pk=referral_id)
    if actor.is_person:
        _check_may_write(actor, referral)
    else:
        require(actor, Permission.WRITE_NOTE)
    if not text.strip():
        raise Refused(_("Write something first."), field="text", code="text_needed")
    message = PatientMessage.objects.create(
        referral=referral,
        author_id=actor.user_id,
        author_name=actor.name,
        is_from_patient=actor.is_person,
        text=text.strip()[:2000],
    )
    record(actor, "referral.write_message", about=referral, patients=[referral.patient_id], fields=["message"])
    _tell_of_message(actor, referral, message)
    return message


def _check_may_write(actor: Actor, referral: Referral) -> None:
    """The patient, or a proxy who may read and write messages; nobody after the end."""
    grants = PersonalGrant.objects.active().filter(patient_id=referral.patient_id, user_id=actor.user_id or 0)
    allowed = Q(source=PersonalSource.SELF) | Q(scopes__overlap=[ProxyScope.MESSAGES, ProxyScope.FULL])
    if not grants.filter(allowed).exists():
        raise NotAllowed(_("You may not write messages here."))


def _tell_of_message(actor: Actor, referral: Referral, message: PatientMessage) -> None:
    key = f"message:{message.pk}"
    if actor.is_person:
        for side, place in ((Side.SENDER, referral.from_org_id), (Side.RECEIVER, referral.to_org_id)):
            if place and (desk := notices.desk(referral, side)):
                post(Kind.NOTE_WRITTEN, to=desk, about=referral.pk, key=key, patient_id=referral.patient_id, organization_id=place)
    elif (people := notices.person_ids(referral.patient_id)) and not referral.patient.is_deceased:
        post(Kind.MESSAGE_RECEIVED, to=people, about=referral.pk, key=key, patient_id=referral.patient_id)
