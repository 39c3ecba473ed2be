"""Samples of rules and verdicts for the table of addresses."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tests.cast import Cast

EVERY = {"source": "Policy 12", "approval": "Approved by Dr. Wei Chen", "title": "Fitness", "number": 1, "kind": "center", "key": "fitness"}


def sample_rules(cast: Cast) -> Any:
    """Lakeside's own, written by Bo and approved by Dr. Chen."""
    from referrals.models import RuleSet

    row = {"code": "ecog", "words": "Performance", "fact": "ecog", "compare": "<=", "value": "2", "unit": "", "level": "limit"}
    content = [row | {"max_age_days": None, "note": "", "is_confirmed": False}]
    who = {"drafted_by": cast.users["bo"], "approved_by": cast.users["chen"], "approved_at": timezone.now()}
    center: dict[str, Any] = {"owner": cast.organizations["lakeside"], "effective_on": timezone.localdate(), "state": "approved"}
    found = RuleSet.objects.filter(owner=center["owner"], key="fitness").first()
    return (found or RuleSet.objects.create(**EVERY, **who, **center, content=content)).pk


def sample_verdict(cast: Cast) -> Any:
    """Kept by Rae of Denise."""
    from referrals.models import Verdict

    names = {name: EVERY[name] for name in ("kind", "key", "title", "number", "source", "approval")}
    whose = {"patient": cast.denise, "organization": cast.organizations["cedar"], "rule_set_id": sample_rules(cast)}
    return Verdict.objects.create(**names, **whose, outcome="unknown", lines=[], basis="chart", judged_by_name="Rae Martin").pk
