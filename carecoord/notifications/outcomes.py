"""What a provider says of a message after it has taken it: put on the row, audited, acted upon. Said twice, it counts once.

The web's role cannot change a row of somebody else, so a narrow function of the database does: one column, forwards only, and only on a
message that was tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from carecoord.access.actor import Actor, acting
from carecoord.accounts.models import User
from carecoord.audit import trail
from carecoord.notifications.models import Notification
from carecoord.notifications.reach import MailTrouble, TroubleReason
from carecoord.notifications.states import Channel, Outcome, State

JOB = "provider-report"
SAID = "select id, recipient_id, patient_id from access.provider_said(%s, %s, %s, %s)"


@dataclass(frozen=True)
class Report:
    """`notice` is the row's id if the provider gave it back, `provider_id` its own name for the message; `address` is where it went."""

    said: Outcome
    channel: Channel
    notice: UUID | None = None
    provider_id: str = ""
    address: str = ""


def take(report: Report) -> bool:
    """True if it told something new."""
    with acting(Actor(job=JOB)) as actor:
        with connection.cursor() as cursor:
            cursor.execute(SAID, [report.notice, report.provider_id, report.channel, report.said])
            row = cursor.fetchone()
        if row is None:
            return False
        notice, recipient, patient = row
        if report.channel == Channel.EMAIL:
            remember(recipient, report)
        trail.record(actor, f"notice.{report.said}", patients=[patient] if patient else [], object_id=str(notice))
    return True


def remember(recipient: int, report: Report) -> None:
    """Mail to this address stops, or goes on for safety alone; an address they have changed since says nothing of the new one."""
    if report.said not in TroubleReason.values:
        return
    user = User.objects.get(pk=recipient)
    if report.address and report.address.lower() != user.email:
        return
    known = MailTrouble.objects.filter(user=user, address=user.email, reason=TroubleReason.BOUNCED).exists()
    if not known:
        MailTrouble.objects.update_or_create(user=user, defaults={"address": user.email, "reason": TroubleReason(report.said)})


def forget(actor: Actor) -> None:
    """The person says that their address works, or that they want our mail after all."""
    if MailTrouble.objects.filter(user_id=actor.user_id or 0).delete()[0]:
        trail.record(actor, "notice.address_mended")


def trouble_of(actor: Actor) -> MailTrouble | None:
    """What stands against the actor's present address."""
    rows = MailTrouble.objects.select_related("user").filter(user_id=actor.user_id or 0)
    return next((row for row in rows if row.address == row.user.email), None)


def told(row: Notification) -> str:
    """What became of a message, in honest words for staff: a plain mail server never says whether it arrived."""
    if row.outcome:
        return OUTCOMES[Outcome(row.outcome)]
    if row.state != State.SENT:
        return REASONS.get(row.last_error_class, str(State(row.state).label))
    return HANDED.get(Channel(row.channel), "Sent") if not row.provider_id else "Taken by the provider; no word yet whether it arrived"


OUTCOMES = {
    Outcome.DELIVERED: "Delivered",
    Outcome.BOUNCED: "Came back: this address cannot be reached",
    Outcome.COMPLAINED: "Delivered, and marked as unwanted",
}
HANDED = {
    Channel.EMAIL: "Handed to the mail server; it does not say whether it arrived",
    Channel.PUSH: "Handed to the device's push service",
}
REASONS = {
    "address_bounced": "Not sent: mail to this address comes back",
    "address_complained": "Not sent: our mail was marked as unwanted",
    "no_address": "Not sent: no address for it",
    "switched_off": "Not sent: switched off by the recipient",
    "deceased": "Not sent: the person has died",
    "access_ended": "Not sent: the recipient's access had ended",
    "left_organization": "Not sent: the recipient no longer works there",
    "recipient_inactive": "Not sent: the account is closed",
    "in_digest": "Went out in a summary",
}
