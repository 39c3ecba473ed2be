"""Rules as they are shipped, a center's own on top, and referrals that are judged by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from carecoord.access.actor import acting
from patients.models import Result
from referrals.models import RuleSet
from referrals.selection import files, loading, verbs
from referrals.selection.states import RuleKind
from referrals.selection.verbs.rules import About
from tests.cast import Cast
from tests.truth import truth

LVEF: dict[str, Any] = {"code": "lvef", "words": "Ejection fraction", "fact": "lvef_pct", "compare": ">=", "value": 50, "unit": "%"}


def load_rules() -> None:
    with truth(), acting(loading.JOB) as job:
        list(loading.load(job, files.everything()))


def run(cast: Cast, who: str, verb: Callable[..., Any], *given: Any, **named: Any) -> Any:
    with acting(cast.actor(who)) as actor:
        return verb(actor, *given, **named)


def about(**more: Any) -> About:
    return About(**{"title": "Fitness", "source": "Policy 12", "reason": "We do it so.", "effective_on": timezone.localdate(), **more})


def own_draft(cast: Cast, *criteria: dict[str, Any], who: str = "bo", key: str = "fitness", **more: Any) -> RuleSet:
    """Written and tested by one person."""
    row = run(cast, who, verbs.draft, kind=RuleKind.CENTER, key=key, about=about(**more))
    row = run(cast, who, verbs.edit, row.pk, version=row.version, criteria=criteria or (LVEF,))
    return run(cast, who, verbs.test, row.pk, version=row.version)  # type: ignore[no-any-return]  # a row


def own_rules(cast: Cast, *criteria: dict[str, Any], **more: Any) -> RuleSet:
    row = own_draft(cast, *criteria, **more)
    return run(cast, "chen", verbs.approve, row.pk, version=row.version)  # type: ignore[no-any-return]  # a row


def result(patient_id: UUID, loinc: str, value: str, unit: str, *, days: int = 1) -> Result:
    with truth():
        at = timezone.now() - timedelta(days=days)
        return Result.objects.create(patient_id=patient_id, loinc=loinc, name=loinc, value=value, unit=unit, taken_at=at)
