"""Writes the facts of a file: new ones, changed ones, and those their sender took back. A handful of statements for each kind of row.

Room: patients.importing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from carecoord.access.actor import Actor
from patients.importing.drafts import Draft
from patients.importing.merging import BATCH, Differing, change, filled, put, save_all
from patients.models import Change, Deed, Document, Fact, Medication
from patients.verbs.rows import written

NEW, CHANGED, UNCHANGED, LEFT_OUT = "new", "changed", "unchanged", "left_out"
DOSES = "administrations|"


@dataclass
class Facts:
    """How each draft fared, by its identity; documents that came with a file wait for the record's own upload."""

    outcome: dict[int, str] = field(default_factory=dict)
    files: list[tuple[UUID, Draft]] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def keep_facts(actor: Actor, drafts: Iterable[tuple[UUID, Draft]]) -> Facts:
    """`drafts` are pairs of patient id and draft; the same draft may come more than once."""
    kept = Facts()
    by_model: dict[type[Fact], dict[int, tuple[UUID, Draft]]] = defaultdict(dict)
    for patient_id, draft in drafts:
        by_model[draft.model][id(draft)] = (patient_id, draft)
    for model, pairs in by_model.items():
        _keep_model(actor, model, list(pairs.values()), kept)
    written(actor, {patient_id for pairs in by_model.values() for patient_id, _ in pairs.values()})
    return kept


def _keep_model(actor: Actor, model: type[Fact], pairs: list[tuple[UUID, Draft]], kept: Facts) -> None:
    there = _existing(model, pairs)
    new: list[Fact] = []
    changed: list[tuple[Fact, Deed, Differing]] = []
    for patient_id, draft in pairs:
        row = there.get((patient_id, draft.source))
        if row is None:
            fresh = _fresh(actor, patient_id, draft, kept)
            if fresh is not None:
                new.append(fresh)
                there[patient_id, draft.source] = fresh
        else:
            _refresh(row, draft, kept, changed)
    model._default_manager.bulk_create(new, batch_size=BATCH)
    _save(actor, model, changed)
    kept.rows[model.__name__] += len(new)


def _existing(model: type[Fact], pairs: list[tuple[UUID, Draft]]) -> dict[tuple[UUID, str], Fact]:
    sources = {draft.source for _, draft in pairs}
    rows = model._default_manager.filter(patient_id__in={patient_id for patient_id, _ in pairs}).exclude(source="")
    return {(row.patient_id, row.source): row for row in rows.order_by("pk").select_for_update(of=("self",)) if row.source in sources}


def _fresh(actor: Actor, patient_id: UUID, draft: Draft, kept: Facts) -> Fact | None:
    if draft.retracted:
        kept.outcome[id(draft)] = LEFT_OUT
        return None
    kept.outcome[id(draft)] = NEW
    if draft.content:
        kept.files.append((patient_id, draft))
        return None
    extra = {"organization_id": actor.place_id} if draft.model is Document else {}
    return draft.model(patient_id=patient_id, source=draft.source, recorded_by_id=actor.user_id, **filled(draft.values), **extra)


def _refresh(row: Fact, draft: Draft, kept: Facts, changed: list[tuple[Fact, Deed, Differing]]) -> None:
    """A row that somebody here marked as entered in error stays so."""
    kept.outcome[id(draft)] = UNCHANGED
    if row.is_entered_in_error or draft.content:
        return
    if draft.retracted:
        row.is_entered_in_error, row.version = True, row.version + 1
        changed.append((row, Deed.ENTERED_IN_ERROR, {"is_entered_in_error": ["no", "yes"]}))
    else:
        differing = put(row, _widened(row, draft))
        if not differing:
            return
        changed.append((row, Deed.CORRECTED, differing))
    kept.outcome[id(draft)] = CHANGED


def _widened(row: Fact, draft: Draft) -> dict[str, object]:
    """Doses of an earlier file count too: the first day stays the first, the last the last."""
    values = dict(draft.values)
    if isinstance(row, Medication) and draft.source.startswith(DOSES):
        values["started_on"] = min(filter(None, (row.started_on, values["started_on"])), default=None)
        values["last_dose_on"] = max(filter(None, (row.last_dose_on, values["last_dose_on"])), default=None)
    return values


def _save(actor: Actor, model: type[Fact], changed: list[tuple[Fact, Deed, Differing]]) -> None:
    save_all(model, [row for row, _, _ in changed], {name for _, _, differing in changed for name in differing})
    Change.objects.bulk_create([change(actor, row, deed, differing) for row, deed, differing in changed], batch_size=BATCH)
