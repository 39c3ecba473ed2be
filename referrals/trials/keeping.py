"""Records of trials into rows: what is new, what changed, what stays. A poorer record fills what is empty and overrules nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone

from referrals.models import Trial, TrialSite
from referrals.trials.diseases import is_of_myeloma
from referrals.trials.record import SiteRecord, TrialRecord
from referrals.trials.sites import degrees
from referrals.trials.states import Source

SAME = (
    *("title", "official_title", "acronym", "status", "why_stopped", "study_type", "sponsor", "summary", "eligibility"),
    *("starts", "completes", "updated_on", "enrollment"),
)
LISTS = ("phases", "conditions", "keywords", "interventions")


class Kept(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older than ours"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one record. `sites` is None where the record speaks of none."""

    nct_id: str
    kept: Kept
    sites: int | None


def keep(records: Sequence[TrialRecord], *, name: str) -> list[Told]:
    """All records of one file or none. Read again, the same file changes nothing but the day it was read."""
    with transaction.atomic():
        numbers = {one.nct_id for one in records}
        known = {row.nct_id: row for row in Trial.objects.filter(nct_id__in=numbers).order_by("nct_id").select_for_update()}
        return [one_record(record, known, name) for record in records]


def one_record(record: TrialRecord, known: dict[str, Trial], name: str) -> Told:
    row, digest = known.get(record.nct_id), digest_of(record)
    count = None if record.sites is None else len(record.sites)
    if row is None:
        known[record.nct_id] = row = Trial(nct_id=record.nct_id)
        write(row, values(record), name=name, digest=digest, record=record)
        return Told(record.nct_id, Kept.NEW, count)
    if row.digest == digest:
        row.read_at, row.source_name = timezone.now(), name[:200]
        row.save(update_fields=["read_at", "source_name"])
        return Told(record.nct_id, Kept.UNCHANGED, count)
    if is_poorer(record, row):
        return filled(row, record, name, count)
    if record.updated_on and row.updated_on and record.updated_on < row.updated_on:
        return Told(record.nct_id, Kept.OLDER, count)
    found = {field: value for field, value in values(record).items() if value not in ("", [], None)}
    write(row, found, name=name, digest=digest, record=record)
    return Told(record.nct_id, Kept.CHANGED, count)


def is_poorer(record: TrialRecord, row: Trial) -> bool:
    return record.source is not Source.REGISTRY and row.source == Source.REGISTRY


def filled(row: Trial, record: TrialRecord, name: str, count: int | None) -> Told:
    """Only what our own record leaves empty; how far the trial is stays the registry's word."""
    empty = {field: value for field, value in values(record).items() if value and getattr(row, field) in ("", [], None)}
    empty.pop("why_stopped", None)
    has_sites = not record.sites or row.sites.exists()
    if not empty and has_sites:
        return Told(row.nct_id, Kept.UNCHANGED, count)
    for field, value in empty.items():
        setattr(row, field, value)
    row.save(update_fields=list(empty) or ["nct_id"])
    if not has_sites:
        put_sites(row, record.sites or ())
    return Told(row.nct_id, Kept.CHANGED, count)


def write(row: Trial, found: dict[str, Any], *, name: str, digest: str, record: TrialRecord) -> None:
    for field, value in found.items():
        setattr(row, field, value)
    row.source, row.source_name, row.digest, row.read_at = record.source, name[:200], digest, timezone.now()
    row.is_of_myeloma = is_of_myeloma([row.title, row.official_title, *row.conditions, *row.keywords])
    row.save()
    if record.sites is not None:
        put_sites(row, record.sites)


def put_sites(row: Trial, sites: Iterable[SiteRecord]) -> None:
    TrialSite.objects.filter(trial=row).delete()
    TrialSite.objects.bulk_create(site_rows(row, sites))


def site_rows(row: Trial, sites: Iterable[SiteRecord]) -> Iterator[TrialSite]:
    for place, one in enumerate(sites):
        point = (one.latitude, one.longitude) if one.latitude is not None else degrees(one.zip_code, one.country) or (None, None)
        yield TrialSite(
            trial=row,
            place=place,
            facility=one.facility,
            city=one.city,
            state=one.state,
            zip_code=one.zip_code,
            country=one.country,
            status=one.status or "",
            latitude=point[0],
            longitude=point[1],
            contacts=[contact.as_json() for contact in one.contacts],
        )


def values(record: TrialRecord) -> dict[str, Any]:
    """Columns by name; the identity, the sites and where it came from are left to others."""
    return {
        **{name: getattr(record, name) for name in SAME},
        **{name: list(getattr(record, name)) for name in LISTS},
        "only_sex": record.only_sex or "",
        "least_age": record.ages.least,
        "most_age": record.ages.most,
        "contacts": [contact.as_json() for contact in record.contacts],
    }


def digest_of(record: TrialRecord) -> str:
    return hashlib.sha256(repr(asdict(record)).encode()).hexdigest()
