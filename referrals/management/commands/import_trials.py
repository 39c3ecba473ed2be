"""`manage.py import_trials SOURCE …`: trials from files, folders or the registry. Each file is taken whole or not at all."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from carecoord.interop.faults import Fault
from carecoord.interop.reading import read_file
from referrals.trials.keeping import Told, keep
from referrals.trials.reading import files, wire
from referrals.trials.record import TrialRecord

HELP = """Import trials from files, folders or an address of the registry.

Read are a study or a search of ClinicalTrials.gov (API v2), a FHIR ResearchStudy, an answer of NCI's trial search, the result list of a
trial matcher, and tables of eligibility texts in CSV. A file is taken whole or not at all; the others go on.
Importing again changes what changed. A record that is older than ours, or poorer than the registry's own, overrules nothing.
"""
EXAMPLES = """examples:
  manage.py import_trials NCT04181827.json trials/ --dry-run
  manage.py import_trials "https://clinicaltrials.gov/api/v2/studies?query.cond=multiple+myeloma&pageSize=100"
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, epilog=EXAMPLES, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sources", metavar="SOURCE", nargs="+", help="a file, a folder or an address")
        parser.add_argument("--dry-run", action="store_true", help="say what would be kept; write nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, sources: list[str], dry_run: bool, **options: Any) -> None:
        told: list[dict[str, Any]] = []
        with transaction.atomic():
            for source in sources:
                told += [*batches(source)]
            if dry_run:
                transaction.set_rollback(True)
        if options["json"]:
            self.stdout.write(json.dumps({"is_dry_run": dry_run, "files": told}, indent=2))
        else:
            self.tell(told, is_dry=dry_run)
        refused, asked = sum(bool(one["fault"]) for one in told), sum(not one.get("is_left") for one in told)
        if refused:
            raise CommandError(f"{refused} of {asked} file{'s were' if asked > 1 else ' was'} refused.")

    def tell(self, told: list[dict[str, Any]], *, is_dry: bool) -> None:
        counts: Counter[str] = Counter()
        for one in told:
            if one["fault"]:
                self.stdout.write(f"{one['name']}: {one['fault']}")
                continue
            if one.get("is_left"):
                self.stdout.write(f"{one['name']} is neither {' nor '.join(files.READ)} and is left alone.")
                continue
            mine = Counter(trial["kept"] for trial in one["trials"])
            counts += mine
            self.stdout.write(f"{one['name']}: {', '.join(f'{n} {word}' for word, n in mine.items())}{sites_of(one['trials'])}")
        total = ", ".join(f"{n} {word}" for word, n in counts.items()) or "nothing"
        self.stdout.write(f"{'Dry run, nothing was written. ' if is_dry else ''}Trials: {total}.")


def sites_of(trials: list[dict[str, Any]]) -> str:
    count = sum(trial["sites"] or 0 for trial in trials)
    return f", {count} site{'s' if count != 1 else ''}" if count else ""


def batches(source: str) -> Iterator[dict[str, Any]]:
    """What became of each file of a source."""
    if wire.is_address(source):
        yield from addressed(source)
        return
    path = Path(source)
    inside = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    if not inside:
        yield told(source, nothing)
    for one in inside:
        name = str(one.relative_to(path)) if path.is_dir() else one.name
        if path.is_dir() and one.suffix.lower() not in files.READ:
            yield {"name": name, "fault": "", "trials": [], "is_left": True}
            continue
        yield told(name, lambda one=one: files.records(read_file(one), one.name))  # type: ignore[misc]  # the loop's own value is kept


def nothing() -> list[TrialRecord]:
    raise Fault("There is no file in this folder.")


def addressed(source: str) -> Iterator[dict[str, Any]]:
    """Page by page; the first that fails ends it, and what was read before stays."""
    try:
        for name, records in wire.pages(source):
            yield told(name, lambda records=records: records)  # type: ignore[misc]  # as above
    except Fault as fault:
        yield {"name": source[:200], "fault": str(fault), "trials": []}


def told(name: str, read: Callable[[], list[TrialRecord]]) -> dict[str, Any]:
    try:
        found = keep(read(), name=name)
    except Fault as fault:
        return {"name": name, "fault": str(fault), "trials": []}
    return {"name": name, "fault": "", "trials": [as_json(one) for one in found]}


def as_json(one: Told) -> dict[str, Any]:
    return {"nct_id": one.nct_id, "kept": str(one.kept), "sites": one.sites}
