"""`manage.py import_fhir FILE... --organization=NAME`: FHIR R4 files into the record of one organization."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.interop.faults import Fault
from carecoord.interop.reading import read_file
from patients.fhir.keep import import_file
from patients.fhir.report import FileReport, summed
from patients.importing.actors import importer, organization_named
from patients.importing.progress import Progress

HELP = """Import FHIR R4 JSON files: Bundles (transaction, collection, document, searchset, message, batch) and single resources.

Taken: Patient, Condition, Observation, MedicationRequest, MedicationStatement, MedicationAdministration, Procedure,
DocumentReference, AllergyIntolerance, RelatedPerson. Everything else is counted and left out, with the reason.

Each file is taken whole or not at all. Importing a file again changes what changed and adds nothing twice.
A file that is refused says why, and where, in one sentence; the exit code is then 1.
"""
EXAMPLES = """examples:
  manage.py import_fhir bundle.json --organization="Cedar Valley Oncology"
  manage.py import_fhir export/*.json --organization="Cedar Valley" --dry-run
  manage.py import_fhir bundle.json --organization=3 --as rae@cedarvalley.example --json
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, epilog=EXAMPLES, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="FHIR R4 files in JSON")
        parser.add_argument("--organization", required=True, help="name, short name or number of the organization that keeps the records")
        parser.add_argument("--as", dest="email", default="", metavar="EMAIL", help="act as this member of the organization")
        parser.add_argument("--dry-run", action="store_true", help="report only; write nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            organization = organization_named(options["organization"])
            actor = importer(organization, email=options["email"], job="import_fhir")
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        reports = self.take(actor, options["files"], is_dry=options["dry_run"])
        refused_ones = [report for report in reports if report.refusal]
        if options["json"]:
            self.print_json(reports, options["dry_run"])
        elif len(refused_ones) < len(reports):
            self.print_lines(reports, options["dry_run"])
        if len(reports) == 1 and refused_ones:
            raise CommandError(f"{reports[0].name}: {reports[0].refusal}")
        if refused_ones:
            for report in refused_ones:
                self.stderr.write(f"{report.name}: {report.refusal}")
            raise CommandError(f"{len(refused_ones)} of {len(reports)} files were refused; nothing of them was written.")

    def take(self, actor: Actor, paths: list[Path], *, is_dry: bool) -> list[FileReport]:
        """Each in its own transaction; files with patients first, so that facts in other files find them."""
        reports = []
        progress = Progress(sys.stderr, len(paths), "files")
        for path in sorted(paths, key=has_no_patient):
            try:
                reports.append(import_file(actor, path.name, read_file(path), is_dry=is_dry))
            except Fault as fault:
                reports.append(FileReport(path.name, refusal=str(fault), where=fault.where))
            progress.step()
        progress.close()
        return reports

    def print_lines(self, reports: list[FileReport], is_dry: bool) -> None:
        for report in reports:
            if not report.refusal:
                self.stdout.write("\n".join(report.lines()))
        total = summed(reports)
        seconds = sum(report.seconds for report in reports)
        taken = sum(not report.refusal for report in reports)
        self.stdout.write(
            f"{'Dry run, nothing was written. ' if is_dry else ''}{taken} of {len(reports)} files taken in {seconds:.1f} s: "
            f"{total['new']} new, {total['changed']} changed, {total['unchanged']} unchanged, {total['left_out']} left out."
        )

    def print_json(self, reports: list[FileReport], is_dry: bool) -> None:
        total = summed(reports)
        answer = {"dry_run": is_dry, "files": [report.as_json() for report in reports], "totals": dict(total)}
        self.stdout.write(json.dumps(answer, indent=2))


def has_no_patient(path: Path) -> bool:
    """Cheap, and wrong only in the order of files: a name that stands in the text need not be a resource."""
    try:
        return b'"Patient"' not in read_file(path)
    except Fault:
        return True
