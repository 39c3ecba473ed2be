"""Prove that nobody altered the audit log; names the first row that is not as it was written, and ends with 1 if there is one."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from carecoord.audit import verify


class Command(BaseCommand):
    help = "Prove that nobody altered the audit log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="One JSON object instead of sentences.")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        report = verify.verify_as_owner()
        seconds = time.monotonic() - began
        self.stdout.write(as_json(report, seconds) if options["json"] else in_words(report, seconds))
        if not report.is_sound:
            sys.exit(1)


def as_json(report: verify.Report, seconds: float) -> str:
    first = report.first
    return json.dumps(
        {
            "sound": report.is_sound,
            "rows": report.rows,
            "waiting": report.waiting,
            "anchors": report.anchors,
            "seconds": round(seconds, 2),
            "faults": len(report.bad),
            "first": None if first is None else {"fault": first.fault, "shard": first.shard, "seq": first.seq, "event": first.event_id},
        }
    )


def in_words(report: verify.Report, seconds: float) -> str:
    checked = f"{report.rows:,} rows and {report.anchors:,} anchors checked in {seconds:.1f} s; {report.waiting:,} wait for their seal."
    if report.is_sound:
        return f"The log is whole. {checked}"
    return f"The log was altered. First: {report.first}. {len(report.bad):,} faults in all. {checked}"
