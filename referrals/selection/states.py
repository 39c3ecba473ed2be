"""The kinds and states of rule sets, as data. A clinician can check this page.

Room: referrals.selection. The four kinds never mix: what a trial asked is no rule for treatment, and a center's limits are no label.
"""

from __future__ import annotations

from typing import Final

from django.db import models

from referrals.selection.criteria import Outcome


class RuleKind(models.TextChoices):
    LABEL = "label", "Label"
    TRIAL = "trial", "Trial range"
    CENTER = "center", "Center"
    PAYER = "payer", "Payer"


class RuleState(models.TextChoices):
    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"
    RETIRED = "retired", "Retired"


PAIRS: Final = [("draft", "approved"), ("draft", "retired"), ("approved", "retired")]
INITIAL: Final = ["draft"]

# How an answer is said, by kind. Nobody is called "ineligible": outside a trial's range says nothing about treatment.
SAID: Final[dict[str, dict[str, str]]] = {
    RuleKind.LABEL: {
        Outcome.WITHIN: "Within the label",
        Outcome.OUTSIDE: "Outside the label",
        Outcome.DISCUSS: "Within the label, to be discussed",
        Outcome.UNKNOWN: "Not known yet",
    },
    RuleKind.TRIAL: {
        Outcome.WITHIN: "Within trial range",
        Outcome.OUTSIDE: "Outside trial range",
        Outcome.DISCUSS: "Within trial range, to be discussed",
        Outcome.UNKNOWN: "Not known yet",
    },
    RuleKind.CENTER: {
        Outcome.WITHIN: "Within the center's limits",
        Outcome.OUTSIDE: "Stop and think",
        Outcome.DISCUSS: "To be discussed",
        Outcome.UNKNOWN: "Not known yet",
    },
    RuleKind.PAYER: {
        Outcome.WITHIN: "Within the payer's rule",
        Outcome.OUTSIDE: "Outside the payer's rule",
        Outcome.DISCUSS: "To be discussed",
        Outcome.UNKNOWN: "Not known yet",
    },
}
PRODUCTS: Final = {"ide-cel": "ide-cel (Abecma)", "cilta-cel": "cilta-cel (Carvykti)"}
