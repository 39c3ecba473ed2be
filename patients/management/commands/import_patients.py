"""`manage.py import_patients FILE.csv --organization=NAME`: a patient list into the record of one organization."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from carecoord.access.errors import NotAllowed, Refused
from carecoord.interop.faults import Fault
from carecoord.interop.reading import read_file
from patients.csv_import.headers import ALIASES
from patients.csv_import.keep import import_list
from patients.csv_import.report import ListReport
from patients.importing.actors import importer, organization_named

HELP = f"""Import a patient list in CSV. Columns are found by their names; --map says otherwise.

Sound rows are kept, the others are reported with the reason; a cell that cannot be read is left empty and reported.
New records that resemble one the organization has are flagged for somebody to compare (--hold-lookalikes leaves them out).
Importing a list again changes what changed and adds nobody twice.

Fields: {", ".join(ALIASES)}.
"""
EXAMPLES = """examples:
  manage.py import_patients list.csv --organization="Cedar Valley Oncology" --dry-run
  manage.py import_patients list.csv --organization=3 --map Surname=family_name --map "D.O.B.=birth_on" --report rows.csv
  manage.py import_patients list.csv --organization=3 --map "ID=" (leaves the column ID out)
"""
SHOWN = 20


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, epilog=EXAMPLES, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument("--organization", required=True, help="name, short name or number of the organization that keeps the records")
        parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help="say what a column holds; may be repeated")
        parser.add_argument("--as", dest="email", default="", metavar="EMAIL", help="act as this member of the organization")
        parser.add_argument("--report", type=Path, metavar="OUT", help="write what became of each row to OUT (.csv or .json)")
        parser.add_argument("--hold-lookalikes", action="store_true", help="leave out rows that resemble a record or an earlier row")
        parser.add_argument("--dry-run", action="store_true", help="report only; write nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            organization = organization_named(options["organization"])
            actor = importer(organization, email=options["email"], job="import_patients")
            report = import_list(
                actor,
                path.name,
                read_file(path),
                told=told(options["map"]),
                is_dry=options["dry_run"],
                holds_lookalikes=options["hold_lookalikes"],
            )
            if options["report"]:
                report.write(options["report"])
        except (Fault, Refused, NotAllowed, OSError) as refused:
            raise CommandError(f"{path.name}: {refused}") from None
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), indent=2))
        else:
            self.print_lines(report, is_dry=options["dry_run"])
        if report.totals["refused"] == len(report.rows):
            raise CommandError(f"{path.name}: none of the {len(report.rows)} rows could be taken.")

    def print_lines(self, report: ListReport, *, is_dry: bool) -> None:
        for name, columns in report.mapping.items():
            self.stdout.write(f"  {name:<18} from {', '.join(columns)}")
        if report.unmapped:
            self.stdout.write(f"  left out: {', '.join(report.unmapped)}")
        for remark in report.remarks:
            self.stdout.write(f"  note: {remark}")
        told_of = [row for row in report.rows if row.problems or row.warnings]
        for row in told_of[:SHOWN]:
            self.stdout.write(f"  row {row.row} (line {row.line}), {row.outcome}: {' '.join([*row.problems, *row.warnings])}")
        if len(told_of) > SHOWN:
            self.stdout.write(f"  … and {len(told_of) - SHOWN} more rows with remarks; --report OUT.csv lists them all.")
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(report.totals.items()))
        alike = f" {report.alike} resemble a record of the organization." if report.alike else ""
        self.stdout.write(f"{'Dry run, nothing was written. ' if is_dry else ''}{len(report.rows)} rows: {counts}.{alike}")


def told(pairs: list[str]) -> dict[str, str]:
    """--map values as column: field. The last sign of equality parts them, since a header may hold one."""
    found = {}
    for pair in pairs:
        column, equals, name = pair.rpartition("=")
        if not equals or not column:
            raise Fault(f"Write --map COLUMN=FIELD, not “{pair}”.")
        found[column.strip()] = name.strip()
    return found
