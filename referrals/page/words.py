"""Sentences of the referral page: who holds the ball, what happened, what a packet says. One place for each wording."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from carecoord.ui import dates
from carecoord.ui.due import days_word, working_days
from referrals import reasons
from referrals.models import Event, Referral
from referrals.states import DECIDED, ENDED, MOVE, STAGES, Side, Stage

HAPPENED: dict[str, str] = {
    "submit": "Sent",
    "receive": "Received",
    "request_info": "Asked for information",
    "ask_more": "Asked for more",
    "answer": "Answered",
    "accept": "Accepted",
    "decline": "Declined",
    "appeal": "Appealed",
    "book_consult": "Consult booked",
    "miss_consult": "Consult missed",
    "record_consult": "Consult done",
    "find_not_eligible": "No treatment here",
    "record_patient_no": "Patient said no",
    "defer": "Put off",
    "resume": "Taken up again",
    "waitlist": "Put on waitlist",
    "start_workup": "Treatment decided",
    "record_apheresis": "Cells collected",
    "record_infusion": "Cells given",
    "hand_over": "Handed over",
    "send_outcome": "Outcome sent",
    "acknowledge_outcome": "Outcome acknowledged",
    "release_outcome": "Shown to the patient",
    "close": "Closed",
    "withdraw": "Withdrawn",
    "request_cancel": "Cancellation asked",
    "confirm_cancel": "Cancelled",
    "transfer": "Transferred",
    "lose": "Ended",
    "reopen": "Reopened",
    "mark_error": "Marked as error",
    "assign": "Assigned",
    "consider_trial": "Trial considered",
    "offer_trial": "Trial slot offered",
    "accept_trial": "Trial chosen",
    "decline_trial": "Trial not wanted",
    "withdraw_trial": "Trial taken back",
}


def happened(event: Event) -> tuple[str, str]:
    """(bold verb, rest of the sentence) of one event."""
    bits = [f"by {event.actor_name}" if event.actor_name else ""]
    if event.reason_code:
        bits.append(f"({reason_word(event.verb, event.reason_code).lower()})")
    if "at" in event.detail:
        bits.append(f"for {dates.staff_moment(datetime.fromisoformat(event.detail['at']))}")
    if event.detail.get("done_on"):
        bits.append(f"on {dates.staff_day(date.fromisoformat(event.detail['done_on']))}")
    if event.detail.get("trial"):
        bits.append(f"({event.detail['trial']})")
    if event.detail.get("documents"):
        bits.append(f"with {event.detail['documents']} documents")
    return HAPPENED[event.verb], " ".join(bit for bit in bits if bit)


def reason_word(verb: str, code: str) -> str:
    """The words of a coded reason, by the verb that took it."""
    if verb == "close":
        return str(reasons.CloseException(code).label)
    if verb in ("confirm_cancel", "transfer"):
        return str(reasons.CancelReason(code).label)
    move = MOVE.get(verb)
    return str(move.reasons(code).label) if move and move.reasons else code


def sentence(referral: Referral, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """(sentence, its late part) that says who holds the ball."""
    stage = Stage(referral.stage)
    if stage == Stage.DRAFT:
        return "This draft has not been sent yet", ""
    if stage in ENDED:
        return f"This referral ended: {stage.label.lower()}", ""
    holder = referral.from_org if referral.ball == Side.SENDER else referral.center
    act = "acknowledge the outcome" if stage in DECIDED and referral.ball == Side.SENDER else STAGES[stage].act.lower()
    start = f"Waiting on {holder.short_name}: {act}"
    if referral.due_at is None:
        return start, ""
    today, day = now.astimezone(zone).date(), referral.due_at.astimezone(zone).date()
    if referral.due_at <= now:
        late = working_days(day, today)
        return f"{start}, ", f"{days_word(late)} late" if late else "late since today"
    left = working_days(today, day)
    return f"{start}, due {'in ' + days_word(left) if left else 'today'}", ""


def exact(referral: Referral, zone: ZoneInfo) -> str:
    """The second line: the exact time, who decides, and that the clock rests if it does."""
    bits = []
    if referral.due_at and referral.is_open:
        bits.append(f"{dates.staff_moment(referral.due_at, weekday=True, named=True, zone=zone)}")
    if referral.decider and referral.ball == Side.RECEIVER:
        bits.append(f"{referral.decider.name} decides")
    if STAGES[Stage(referral.stage)].pauses:
        bits.append("the center's clock rests")
    return " · ".join(bits)


def packet_facts(content: dict[str, Any]) -> list[tuple[str, str]]:
    """The packet in six lines, as a colleague would say them."""
    request, person = content["request"], content["patient"]
    myeloma = next((d for d in content["diagnoses"] if d["icd10"].startswith("C90")), None)
    current = [m["name"] for m in content["medications"] if m["is_active"]]
    caregiver = content["caregivers"][0] if content["caregivers"] else None
    payer = content["coverage"][0]["payer"] if content["coverage"] else "not known"
    return [
        ("Request", "; ".join(filter(None, (request["reason"], _next_therapy(request))))),
        ("Diagnosis", _diagnosis(myeloma) if myeloma else "not known"),
        ("Lines", _lines(content["lines"])),
        ("Now", "; ".join(filter(None, (_performance(content["performance"]), ", ".join(current[:6]))))),
        ("Insurance", payer),
        ("Home", "; ".join(filter(None, (f"ZIP {person['zip_code']}" if person["zip_code"] else "", _caregiver(caregiver))))),
    ]


def _next_therapy(request: dict[str, Any]) -> str:
    return f"next planned therapy {dates.staff_day(date.fromisoformat(request['next_therapy_on']))}" if request["next_therapy_on"] else ""


def _diagnosis(row: dict[str, Any]) -> str:
    from patients.models import MyelomaType

    kind = MyelomaType(row["myeloma_type"]).label if row["myeloma_type"] else row["display"]
    since = dates.staff_day(date.fromisoformat(row["diagnosed_on"])) if row["diagnosed_on"] else "date not known"
    stage = f"R-ISS {row['r_iss']}" if row["r_iss"] else f"ISS {row['iss']}" if row["iss"] else ""
    return "; ".join(filter(None, (f"{kind}, {since}", stage, ", ".join(row["cytogenetics"]), row["icd10"])))


def _lines(lines: list[dict[str, Any]]) -> str:
    refractory = sorted({drug["name"] for line in lines for drug in line["drugs"] if drug["refractory"] == "yes"})
    count = f"{len(lines)} prior line{'' if len(lines) == 1 else 's'}"
    return count + (f"; refractory to {', '.join(refractory)}" if refractory else "")


def _performance(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "performance not known"
    newest = max(rows, key=lambda row: row["assessed_on"])
    return f"ECOG {newest['ecog']}" if newest["ecog"] is not None else f"Karnofsky {newest['karnofsky']}"


def _caregiver(row: dict[str, Any] | None) -> str:
    if row is None:
        return "no caregiver named"
    return f"caregiver {row['name']}" + (f" ({row['relationship'].lower()})" if row["relationship"] else "")
