"""Referrals and everything that hangs on one. Row-level security in migration 0002; status moves guarded by a generated trigger."""

from referrals.models.branches import JourneyBranch, JourneyFlag
from referrals.models.consult import Appointment, AppointmentState, WaitlistEntry
from referrals.models.directory import CenterOffer, OfferKind
from referrals.models.feeds import CalendarFeed
from referrals.models.gates import Decision, GateSignature, GateVoid
from referrals.models.handoff import HandOff, HandOffPdf, VisitNote
from referrals.models.history import Event, Visibility
from referrals.models.intake import IntakeChecklist, Packet, PacketDocument, PacketPdf
from referrals.models.journey import Anchor, AnchorChange, Collection, Journey, JourneyEvent
from referrals.models.meetings import CaseDecision, CaseSetting, Meeting, MeetingAction, MeetingCase, MeetingKind
from referrals.models.messages import PatientMessage
from referrals.models.monitoring import MonitoringEntry, MonitoringRetraction, ToxicityEpisode
from referrals.models.outcome import Outcome
from referrals.models.protocol import CenterOverride, ItemApproval, ProtocolVersion
from referrals.models.questions import InfoItem, InfoRequest, ItemState
from referrals.models.queue import EntryState, Measure, QueueCriterion, QueueEntry, QueueEvent, Tier
from referrals.models.referral import Referral, ReferralKind, Urgency
from referrals.models.selection import Finding, RuleSet, Verdict
from referrals.models.slots import Booking, BookingEvent, Reservation, Resource, SlotRules
from referrals.models.steps import EvidenceKind, IdentityCheck, JourneyStep, StepEvidence
from referrals.models.thread import Note, NoteRead
from referrals.models.trials import Trial, TrialCriteria, TrialOption, TrialSite
from referrals.models.views import SavedView

__all__ = [
    "Anchor",
    "AnchorChange",
    "Appointment",
    "AppointmentState",
    "Booking",
    "BookingEvent",
    "CalendarFeed",
    "CaseDecision",
    "CaseSetting",
    "CenterOffer",
    "CenterOverride",
    "Collection",
    "Decision",
    "EntryState",
    "Event",
    "EvidenceKind",
    "Finding",
    "GateSignature",
    "GateVoid",
    "HandOff",
    "HandOffPdf",
    "IdentityCheck",
    "InfoItem",
    "InfoRequest",
    "IntakeChecklist",
    "ItemApproval",
    "ItemState",
    "Journey",
    "JourneyBranch",
    "JourneyEvent",
    "JourneyFlag",
    "JourneyStep",
    "Measure",
    "Meeting",
    "MeetingAction",
    "MeetingCase",
    "MeetingKind",
    "MonitoringEntry",
    "MonitoringRetraction",
    "Note",
    "NoteRead",
    "OfferKind",
    "Outcome",
    "Packet",
    "PacketDocument",
    "PacketPdf",
    "PatientMessage",
    "ProtocolVersion",
    "QueueCriterion",
    "QueueEntry",
    "QueueEvent",
    "Referral",
    "ReferralKind",
    "Reservation",
    "Resource",
    "RuleSet",
    "SavedView",
    "SlotRules",
    "StepEvidence",
    "Tier",
    "ToxicityEpisode",
    "Trial",
    "TrialCriteria",
    "TrialOption",
    "TrialSite",
    "Urgency",
    "Verdict",
    "Visibility",
    "VisitNote",
    "WaitlistEntry",
]
