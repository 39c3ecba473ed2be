"""Rule sets for everybody, from files into rows. The same content twice changes nothing; other content needs another number.

Room: referrals.selection. Runs as the owner of the database (`manage.py load_rules`); the application only reads these rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from carecoord.access.actor import Actor
from carecoord.audit.trail import record
from referrals.models import RuleSet
from referrals.selection.files import BadRules, RuleFile, by_key, plain_of
from referrals.selection.states import RuleState
from referrals.selection.writing import plain

JOB = Actor(job="load_rules")


@dataclass(frozen=True)
class Loaded:
    row: RuleSet
    is_new: bool


def load(actor: Actor, files: list[RuleFile]) -> Iterator[Loaded]:
    """Every version in order; an older one ends the day the next takes effect."""
    for versions in by_key(files).values():
        for place, file in enumerate(versions):
            ends_on = versions[place + 1].effective_on if place + 1 < len(versions) else None
            yield keep(actor, file, ends_on)


def keep(actor: Actor, file: RuleFile, ends_on: date | None) -> Loaded:
    known = RuleSet.objects.filter(owner=None, kind=file.kind, key=file.key, number=file.number).first()
    if known is not None:
        check_same(known, file)
        return Loaded(end(actor, known, ends_on), is_new=False)
    row = RuleSet.objects.create(
        **plain_of(file), content=plain(file.criteria), state=RuleState.APPROVED, approved_at=timezone.now(), retired_on=ends_on
    )
    record(actor, "load rules", about=row)
    for earlier in RuleSet.objects.filter(owner=None, kind=file.kind, key=file.key, number__lt=file.number, retired_on=None):
        end(actor, earlier, file.effective_on)
    return Loaded(row, is_new=True)


def check_same(known: RuleSet, file: RuleFile) -> None:
    told = plain_of(file) | {"content": plain(file.criteria)}
    differing = [name for name, value in told.items() if getattr(known, name) != value]
    if differing:
        raise BadRules(f"{file.key} {file.number} was loaded with another {differing[0]}; write the change as number {file.number + 1}.")


def end(actor: Actor, row: RuleSet, ends_on: date | None) -> RuleSet:
    """A newer version has come with the files."""
    if row.retired_on != ends_on:
        row.retired_on = ends_on
        row.save(update_fields=["retired_on"])
        record(actor, "retire rules", about=row)
    return row
