"""Forms of decisions: sign a gate, record a failure, say how it was resolved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from carecoord.accounts.models import Role
from carecoord.ui.forms import offer
from referrals.models import Decision, JourneyBranch
from referrals.pathway import verbs
from referrals.pathway.forms.base import RoadForm, protocols
from referrals.pathway.gates import Item
from referrals.pathway.protocol import Act, Branch, BranchAct, Gate
from referrals.pathway.states import StepState


class SignForm(RoadForm):
    """One decision in one's role, over what is shown (`sha256`)."""

    done = "Your signature is stored."
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    decision = forms.ChoiceField(label="What do you decide?", widget=forms.RadioSelect, choices=Decision.choices)
    reason = forms.CharField(label="Note for the owners", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, gate: Gate, items: list[Item], sha256: str, **kwargs: Any) -> None:
        self.gate, self.items, self.digest = gate, items, sha256
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["sha256"].initial = self.digest
        choices = self.choices()
        offer(self, "decision", choices)
        self.fields["decision"].initial = choices[0][0]

    def choices(self) -> list[tuple[str, str]]:
        """The safe one first; going on against open items only for a clinician."""
        left = sum(not item.is_met for item in self.items)
        if not left:
            return [(Decision.GO, "Go"), (Decision.NOT_YET, "Not yet, and why")]
        words = f"Go, in spite of {left} item{'' if left == 1 else 's'}: asks for a reason"
        return [(Decision.NOT_YET, "Not yet, and why"), *([(Decision.OVERRIDE, words)] if self.actor.role == Role.CLINICIAN else [])]

    def run(self) -> Any:
        values = self.cleaned_data | {"decision": Decision(self.cleaned_data["decision"])}
        return verbs.sign_gate(self.actor, self.road.journey.pk, gate=self.gate.code, **values)

    def again(self, data: Any) -> RoadForm:
        """On what the gate says now: the reader looks again before signing."""
        given = {**data.dict(), "sha256": self.digest} if hasattr(data, "dict") else {**data, "sha256": self.digest}
        return SignForm(given, actor=self.actor, road=self.road, gate=self.gate, items=self.items, sha256=self.digest)


class ActsForm(RoadForm):
    """Days or a protocol are asked for only where what follows needs them."""

    days = forms.IntegerField(label="Moves by so many days", min_value=-365, max_value=365, required=False)
    protocol = forms.ChoiceField(label="Protocol to go on with", widget=forms.Select, required=False)

    def acts(self) -> list[BranchAct]:
        raise NotImplementedError

    def prepare(self) -> None:
        kinds = {one.act for one in self.acts()}
        if Act.SHIFT_ANCHOR not in kinds:
            del self.fields["days"]
        if Act.SWITCH_PRODUCT not in kinds:
            del self.fields["protocol"]
        else:
            offer(self, "protocol", protocols(but=self.road.journey.protocol_id), first="Choose a protocol")

    def extras(self) -> dict[str, Any]:
        values = self.cleaned_data
        protocol = values.get("protocol")
        return {"days": values.get("days"), "protocol": int(protocol) if protocol else None, "version": values["version"]}


class BranchForm(ActsForm):
    """Say what failed: the reason from the protocol's list, and words where they help."""

    button, done = "Record it", "It is recorded, and those concerned are told."
    step = forms.ChoiceField(label="At which step", widget=forms.Select, required=False)
    reason_code = forms.ChoiceField(label="Reason", widget=forms.RadioSelect)
    text = forms.CharField(label="In your words", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, rule: Branch, **kwargs: Any) -> None:
        self.rule = rule
        super().__init__(*args, **kwargs)

    def acts(self) -> list[BranchAct]:
        return list(self.rule.acts)

    def prepare(self) -> None:
        super().prepare()
        offer(self, "reason_code", self.rule.reasons)
        if self.rule.asks:
            self.fields["text"].label, self.fields["text"].required = self.rule.asks, True
        if not self.rule.from_steps:
            del self.fields["step"]
            return
        found = self.steps()
        offer(self, "step", found, first="Choose a step")
        self.fields["step"].required = True
        self.fields["step"].initial = found[0][0] if found else ""

    def steps(self) -> list[tuple[str, str]]:
        """Where it can have happened: of a repeated step the one that is due, done ones too."""
        wanted = self.rule.from_steps
        rows = [row for row in self.road.live if row.code in wanted and row.state != StepState.CANCELLED]
        first: dict[str, Any] = {}
        for row in sorted(rows, key=lambda row: (not row.is_open, row.occurrence)):
            first.setdefault(row.code, row)
        return [(str(first[code].pk), self.road.title(code)) for code in wanted if code in first]

    def run(self) -> Any:
        values, step = self.cleaned_data, self.cleaned_data.get("step")
        given = {"code": self.rule.code, "reason_code": values["reason_code"], "text": values["text"], "step": UUID(step) if step else None}
        return verbs.open_branch(self.actor, self.road.journey.pk, **given, **self.extras())

    def again(self, data: Any) -> RoadForm:
        return BranchForm(data, actor=self.actor, road=self.road, rule=self.rule)


class ResolveForm(ActsForm):
    """One of the ways of the protocol; `days` and `protocol` count for the ways that need them."""

    button, done = "Resolve it", "It is resolved."
    way = forms.ChoiceField(label="How was it resolved?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, rule: Branch, row: JourneyBranch, **kwargs: Any) -> None:
        self.rule, self.row = rule, row
        super().__init__(*args, **kwargs)

    def acts(self) -> list[BranchAct]:
        return [one for way in self.rule.choices for one in way.acts]

    def prepare(self) -> None:
        super().prepare()
        offer(self, "way", [(way.code, way.words) for way in self.rule.choices])

    def run(self) -> Any:
        return verbs.resolve_branch(self.actor, self.road.journey.pk, self.row.pk, way=self.cleaned_data["way"], **self.extras())

    def again(self, data: Any) -> RoadForm:
        return ResolveForm(data, actor=self.actor, road=self.road, rule=self.rule, row=self.row)
