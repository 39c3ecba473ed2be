"""`manage.py import_trials`: files, folders, addresses; again, dry, refused; older and poorer records overrule nothing."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from referrals.models import Trial, TrialSite
from tests.trials.papers import put, raw, study, without

pytestmark = pytest.mark.django_db


def imported(*sources: object, **options: Any) -> str:
    out = io.StringIO()
    call_command("import_trials", *map(str, sources), stdout=out, **options)
    return out.getvalue()


def write(folder: Path, name: str, value: Any) -> Path:
    path = folder / name
    path.write_bytes(value if isinstance(value, bytes) else raw(value))
    return path


def test_a_file_is_kept_with_its_sites_and_where_they_are(tmp_path: Path) -> None:
    assert "1 new, 2 sites" in imported(write(tmp_path, "one.json", study()))
    row = Trial.objects.get()
    assert (row.nct_id, row.is_of_myeloma, row.is_open, str(row.least_age)) == ("NCT01234567", True, True, "18.000")
    sites = list(TrialSite.objects.values_list("zip_code", "latitude"))
    assert sites[0][1] == pytest.approx(41.89, abs=0.1)  # looked up by its ZIP
    assert sites[1] == ("80045", 39.73)  # as the record says


def test_read_again_it_is_unchanged_and_a_change_is_told(tmp_path: Path) -> None:
    imported(write(tmp_path, "one.json", study()))
    assert "1 unchanged" in imported(tmp_path / "one.json")
    later = put("SUSPENDED", "statusModule", "overallStatus")
    assert "1 changed" in imported(write(tmp_path, "two.json", later))
    assert Trial.objects.get().status == "suspended"
    assert TrialSite.objects.count() == 2


def test_an_older_record_overrules_nothing(tmp_path: Path) -> None:
    imported(write(tmp_path, "one.json", study()))
    old = put({"overallStatus": "COMPLETED", "lastUpdatePostDateStruct": {"date": "2026-09-30"}}, "statusModule")
    assert "1 older than ours" in imported(write(tmp_path, "old.json", old))
    assert Trial.objects.get().status == "recruiting"


def test_a_trimmed_record_takes_nothing_away(tmp_path: Path) -> None:
    imported(write(tmp_path, "one.json", study()))
    imported(write(tmp_path, "trimmed.json", without("contactsLocationsModule")))
    assert TrialSite.objects.count() == 2
    imported(write(tmp_path, "none.json", put([], "contactsLocationsModule", "locations")))
    assert TrialSite.objects.count() == 0


def test_a_poorer_record_fills_what_is_empty(tmp_path: Path) -> None:
    imported(write(tmp_path, "one.json", without("eligibilityModule")))
    table = b"nctid,status,criteria\nNCT01234567,terminated,Who may come\n"
    assert "1 changed" in imported(write(tmp_path, "t.csv", table))
    row = Trial.objects.get()
    assert (row.status, row.eligibility, row.title, row.source) == ("recruiting", "Who may come", "Cells for myeloma", "registry")


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    assert "Dry run, nothing was written. Trials: 1 new." in imported(write(tmp_path, "one.json", study()), dry_run=True)
    assert not Trial.objects.exists()


def test_a_file_is_whole_or_not_there_and_the_others_go_on(tmp_path: Path) -> None:
    write(tmp_path, "a.json", {"studies": [study("NCT00000001"), put("?", "statusModule", "overallStatus")]})
    write(tmp_path, "b.json", study("NCT00000002"))
    write(tmp_path, "readme.txt", b"hello")
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"1 of 2 files were refused\."):
        call_command("import_trials", str(tmp_path), stdout=out)
    assert "a.json: “?” is no status that the registry uses (at studies[1].protocolSection.statusModule.overallStatus)." in out.getvalue()
    assert "readme.txt is neither .json nor .csv and is left alone." in out.getvalue()
    assert [one.nct_id for one in Trial.objects.all()] == ["NCT00000002"]


def test_the_report_as_json(tmp_path: Path) -> None:
    report = json.loads(imported(write(tmp_path, "one.json", study()), json=True))
    assert report["files"] == [{"name": "one.json", "fault": "", "trials": [{"nct_id": "NCT01234567", "kept": "new", "sites": 2}]}]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("https://example.org/x", "Trials are read from clinicaltrials.gov alone, not from example.org."),
        ("http://clinicaltrials.gov/x", "The address has to begin with https://."),
        ("https://me:pw@clinicaltrials.gov/x", "An address with a name or password in it is not asked."),
        ("file:///etc/passwd", "Trials are read from clinicaltrials.gov alone, not from nowhere."),
        ("no-such-file.json", "There is no such file."),
    ],
)
def test_what_is_not_asked(source: str, sentence: str) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_trials", source, stdout=out)
    assert sentence in out.getvalue()


@contextmanager
def registry(answers: dict[str, tuple[int, bytes]]) -> Iterator[str]:
    """A small registry on this machine: path with query to status and body; a status of 302 sends on to the body."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers.get(self.path, (404, b""))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body.decode())
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            return None

    server = HTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_an_address_is_read_page_by_page(settings: LazySettings) -> None:
    settings.TRIAL_HOSTS = ("127.0.0.1",)
    first = raw({"studies": [study("NCT00000001")], "nextPageToken": "two"})
    answers = {"/s?a=1": (200, first), "/s?a=1&pageToken=two": (200, raw({"studies": [study("NCT00000002")]}))}
    with registry(answers) as host:
        assert "Trials: 2 new." in imported(f"{host}/s?a=1")
    assert Trial.objects.count() == 2
    assert Trial.objects.get(nct_id="NCT00000001").source_name == "127.0.0.1, page 1"


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (503, b"", "127.0.0.1 answered 503; nothing was read."),
        (302, b"https://example.org/", "Trials are read from 127.0.0.1 alone, not from example.org."),
        (200, b"<html>", "This is XML; only trials in JSON can be read (at line 1, column 1)."),
    ],
)
def test_an_address_that_fails_is_one_sentence(settings: LazySettings, status: int, body: bytes, sentence: str) -> None:
    settings.TRIAL_HOSTS = ("127.0.0.1",)
    out = io.StringIO()
    with registry({"/s": (status, body)}) as host, pytest.raises(CommandError):
        call_command("import_trials", f"{host}/s", stdout=out)
    assert sentence in out.getvalue()
    assert not Trial.objects.exists()


def test_a_registry_that_is_away(settings: LazySettings) -> None:
    settings.TRIAL_HOSTS = ("127.0.0.1",)
    with registry({}) as host:
        pass
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_trials", f"{host}/s", stdout=out)
    assert "127.0.0.1 cannot be reached" in out.getvalue()
