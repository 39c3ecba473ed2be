"""Referrals and everything that hangs on one. Row-level security in migration 0002; status moves guarded by a generated trigger."""

from referrals.models.consult import Appointment, AppointmentState, WaitlistEntry
from referrals.models.directory import CenterOffer, OfferKind
from referrals.models.history import Event, Visibility
from referrals.models.intake import IntakeChecklist, Packet, PacketDocument, PacketPdf
from referrals.models.messages import PatientMessage
from referrals.models.outcome import Outcome
from referrals.models.questions import InfoItem, InfoRequest, ItemState
from referrals.models.referral import Referral, ReferralKind, Urgency
from referrals.models.thread import Note, NoteRead
from referrals.models.views import SavedView

__all__ = [
    "Appointment",
    "AppointmentState",
    "CenterOffer",
    "Event",
    "InfoItem",
    "InfoRequest",
    "IntakeChecklist",
    "ItemState",
    "Note",
    "NoteRead",
    "OfferKind",
    "Outcome",
    "Packet",
    "PacketDocument",
    "PacketPdf",
    "PatientMessage",
    "Referral",
    "ReferralKind",
    "SavedView",
    "Urgency",
    "Visibility",
    "WaitlistEntry",
]
