"""Words for staff: who stands behind a role, what an event of a journey says, grades of evidence. Tables only."""

from __future__ import annotations

from referrals.models import Journey, JourneyEvent
from referrals.pathway.protocol import Grade, Owner, Protocol, Step
from referrals.pathway.wording import rule_words

OWNERS: dict[Owner, str] = {
    Owner.RO: "referring oncologist",
    Owner.RC: "referring coordinator",
    Owner.CTC: "center coordinator",
    Owner.CTP: "center physician",
    Owner.RN: "bedside nurse",
    Owner.FIN: "financial navigator",
    Owner.SW: "social worker",
    Owner.APHU: "apheresis unit",
    Owner.LAB: "cell laboratory",
    Owner.PHA: "pharmacy",
    Owner.MFR: "manufacturer's contact",
    Owner.PT: "patient",
    Owner.CG: "caregiver",
    Owner.DM: "data manager",
}
GRADES: dict[Grade, str] = {
    Grade.LABEL: "label",
    Grade.GUIDELINE: "guideline",
    Grade.STUDY: "study",
    Grade.EXPERT: "expert opinion",
    Grade.DEFAULT: "template default",
}
HAPPENED: dict[str, str] = {
    "start": "Plan started",
    "choose_protocol": "Protocol changed",
    "move_anchor": "Date moved",
    "claim": "Taken",
    "release": "Put back",
    "assign": "Given",
    "complete": "Done",
    "answer": "Recorded, not done yet",
    "skip": "Skipped",
    "fail": "Failed",
    "retry": "Tried again",
    "reopen": "Opened again",
    "see_flag": "Flag seen",
    "store_chain_id": "Chain-of-identity id stored",
    "check_identity": "Identity matched",
    "sign_gate": "Gate signed",
    "open_branch": "Failure recorded",
    "resolve_branch": "Failure resolved",
    "end": "Plan ended",
    "renew_follow_up": "Center's view renewed",
    "slot_offer": "Slot offered",
    "slot_hold": "Slot held",
    "slot_accept": "Slot accepted",
    "slot_confirm": "Slot confirmed",
    "slot_release": "Slot released",
    "slot_swap": "Slot exchanged",
    "slot_move_by_maker": "Slot moved by the manufacturer",
}
DECISIONS = {"go": "go", "not_yet": "not yet", "override": "go, against open items"}


def happened(event: JourneyEvent, protocol: Protocol) -> tuple[str, str]:
    """The bold verb and the rest of the sentence."""
    return HAPPENED.get(event.verb, event.verb.replace("_", " ").capitalize()), f"{about(event, protocol)} by {event.actor_name}"


def about(event: JourneyEvent, protocol: Protocol) -> str:
    """What an event is about, in a few words; codes, dates and staff names only."""
    detail = event.detail
    if "gate" in detail:
        return f": {detail['gate']}, {DECISIONS.get(detail.get('decision', ''), '')}"
    if "branch" in detail:
        return f": {next((one.title for one in protocol.branches if one.code == detail['branch']), detail['branch'])}"
    if code := detail.get("anchor") or detail.get("purpose"):
        return f": {next((one.label for one in protocol.anchors if one.code == code), code)}"
    words = detail.get("step") or detail.get("flag") or ""
    return f": {words}" + (f", to {detail['to']}" if event.verb == "assign" else "") if words else ""


def rule_of(step: Step, series: int, protocol: Protocol) -> str:
    """The due rule in words; a row of an earlier protocol may have one that is not there any more."""
    return rule_words(step.due[series], protocol) if series < len(step.due) else ""


def source_of(step: Step, protocol: Protocol) -> str:
    source = protocol.source(step.source)
    if source is None or source.grade is Grade.DEFAULT:
        return GRADES[Grade.DEFAULT].capitalize()
    return f"{source.title} ({GRADES[source.grade]})"


def end_words(journey: Journey, protocol: Protocol) -> str:
    return dict(protocol.ends).get(journey.end_code, journey.end_code.replace("_", " "))
