"""Drives a journey over the API: what is ready is done by whoever's it is, until a date has come. For tests and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from patients.models import DocumentKind
from tests.api.callers import machine, person
from tests.cast import Cast
from tests.house.world import signed_in_afresh
from tests.referrals import story

JOURNEYS = "/api/v1/journeys/"
# Answers that lead on where the first choice, or yes, would not.
ANSWERS: dict[str, dict[str, Any]] = {
    "verify_benefits": {"payer": "Plan", "is_in_network": "yes"},
    "consult": {"came": "yes", "patient_agrees": "yes", "is_eligible": "yes"},
    "triage": {"outcome": "accept", "urgency": "routine", "diagnosis_confirmed": "yes"},
    "prior_authorization": {"outcome": "approved", "valid_until": (timezone.localdate() + timedelta(days=365)).isoformat()},
    "distress_screen": {"distress": 1},
    "apheresis_check": {"access": "veins", "alc": 800, "infection": "no", "counts_ok": "yes"},
    "receive_product": {"identity_ok": "yes", "temperature_ok": "yes", "certificate_ok": "yes"},
    "bridging_plan": {"regimen": "none"},
    "confirm_stay": {"bed": "confirmed", "tocilizumab_doses": 2, "lodging": "confirmed", "lodging_ready": "yes"},
    "fitness_check": {"infection": "no", "unresolved": "no", "is_fit": "yes"},
    "infusion_check": {"infection": "no", "new_event": "no", "tocilizumab_doses": 2},
}
NO = ("progression", "infection", "toxicity", "unresolved", "new_event", "new_drug", "payer_changed", "left_early")


class Driver:
    """A machine at each side, and people for what people do. `at` is the journey's address."""

    def __init__(self, cast: Cast, referral: str, protocol: int) -> None:
        self.cast = cast
        self.center, self.practice = machine("Lakeside road", "Lakeside"), machine("Cedar road", "Cedar Valley")
        self.chen, self.bo, self.nan = (person(cast, who) for who in ("chen", "bo", "nan"))
        for caller, who in ((self.chen, "chen"), (self.bo, "bo"), (self.nan, "nan")):
            signed_in_afresh(caller.client, cast.users[who])
        made = self.center.post(f"/api/v1/referrals/{referral}/journey/", {"protocol": protocol}, key="journey-0001")
        assert made.status_code == 201, made.json()
        self.id = made.json()["id"]
        self.at = f"{JOURNEYS}{self.id}/"

    def journey(self) -> dict[str, Any]:
        answer = self.center.get(self.at)
        assert answer.status_code == 200, answer.json()
        told: dict[str, Any] = answer.json()
        return told

    def anchor(self, code: str) -> dict[str, Any]:
        told: dict[str, Any] = {one["code"]: one for one in self.center.get(f"{self.at}anchors/").json()}[code]
        return told

    def until(self, anchor: str) -> None:
        """Rounds of doing everything that is ready, then signing what stands in the way."""
        for _ in range(40):
            if self.anchor(anchor)["confidence"] == "actual":
                return
            done = [self.do(step) for step in self.ready()]
            signed = [self.sign(gate["code"]) for gate in self.center.get(f"{self.at}gates/").json() if not gate["is_passed"]]
            moves = any(done) or any(signed) or self.sign("G2", despite=True)
            assert moves, f"Nothing moves before {anchor}: {self.obstacles()}"
        raise AssertionError(f"{anchor} was not reached: {[step['code'] for step in self.ready()]}")

    def obstacles(self) -> list[tuple[str, str, str]]:
        gates = [self.center.get(f"{self.at}gates/{code}/").json() for code in ("G2", "G3", "G4", "G5")]
        return [(gate["code"], item["label"], item["why"]) for gate in gates for item in gate["items"] if not item["is_met"]]

    def ready(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.center.get(f"{self.at}steps/?state=ready").json()["results"]
        return [
            row
            for row in rows
            if row["phase"] not in ("follow_up", "monitoring", "handoff", "branch")
            and (row["occurrence"] == 1 or row["phase"] == "lymphodepletion")
        ]

    def do(self, row: dict[str, Any]) -> bool:
        caller = self.practice if row["site"] == "practice" else self.center
        at = f"{self.at}steps/{row['id']}/"
        step = caller.get(at).json()
        if step["state"] != "ready":
            return False
        body: dict[str, Any] = {"answers": answers(step), "documents": self.papers(step)}
        if "sign_off" in step["evidence_asked"]:
            caller, body["signs"] = self.chen, True
        if step["two_people"] and not step["identity_checks"]:
            self.match(at)
        answer = caller.post(f"{at}complete/", body, version=caller.get(at).json()["version"])
        assert answer.status_code == 200, (row["code"], answer.json())
        assert answer.json()["state"] == "done"
        return True

    def papers(self, step: dict[str, Any]) -> list[str]:
        kinds = [DocumentKind(one.partition(":")[2]) for one in step["evidence_asked"] if one.startswith("document:")]
        return [str(story.document(self.cast, kind, at="lakeside").pk) for kind in kinds]

    def match(self, at: str) -> None:
        """Two people read the label."""
        if not self.journey()["collections"][-1]["chain_id"]:
            given = {"chain_id": "COI-4471", "issuer": "Maker"}
            assert self.center.post(f"{self.at}chain-id/", given, version=self.journey()["version"]).status_code == 200
        for caller in (self.bo, self.nan):
            answer = caller.post(f"{at}identity-check/", {"chain_id": "COI-4471"}, version=caller.get(at).json()["version"])
            assert answer.status_code == 200, answer.json()

    def sign(self, code: str, *, despite: bool = False) -> bool:
        """Dr. Chen signs, against open items where that is all that is left to do; `despite` those that a done step left open."""
        gate = self.chen.get(f"{self.at}gates/{code}/").json()
        for item in gate["items"]:
            if not item["is_met"] and item["why"].endswith("of 2 people"):
                self.match(f"{self.at}steps/{item['step_id']}/")
                return True
        if gate["is_spent"] or (not despite and any(item["step_id"] and not item["is_met"] for item in gate["items"])):
            return False
        open_items = [item["label"] for item in gate["items"] if not item["is_met"]]
        body = {
            "decision": "override" if open_items else "go",
            "sha256": gate["sha256"],
            "reason": "Seen in the calendar." if open_items else "",
        }
        signers = (self.chen,) if open_items else (self.chen, self.bo, self.nan)
        sign = f"{self.at}gates/{code}/sign/"
        answers = [signer.post(sign, body, version=self.journey()["version"]) for signer in signers]
        return any(answer.status_code == 200 for answer in answers)


def answers(step: dict[str, Any]) -> dict[str, Any]:
    found = dict(ANSWERS.get(step["code"], {}))
    for field in step["fields_asked"]:
        if field["is_required"]:
            found.setdefault(field["name"], answer(field))
    return found


def answer(field: dict[str, Any]) -> Any:
    kind, name = field["kind"], field["name"]
    if kind == "yes_no":
        return "no" if name in NO else "yes"
    if kind in ("choice", "choices"):
        return field["choices"][0]["value"]
    if kind == "number":
        return field["lowest"] or 1
    return timezone.localdate().isoformat() if kind == "date" else "As agreed"
