"""upload, review, scan_waiting: four states, type by content, nothing half-written."""

from __future__ import annotations

import datetime
import os
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from carecoord.access.actor import Actor, acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from carecoord.access.models import Scope
from patients import examining, shelf, verbs
from patients.models import Document, DocumentKind, DocumentState, Patient
from tests.cast import Cast
from tests.patients import files
from tests.patients.rows import audited, become, fresh, history, share
from tests.truth import truth

pytestmark = pytest.mark.django_db


def stored(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def send(cast: Cast, content: bytes, name: str = "report.pdf", who: str = "rae", **more: object) -> Document:
    with acting(cast.actor(who)) as actor:
        return verbs.upload(actor, cast.denise.pk, file=files.sent(content, name), kind=DocumentKind.PET_CT, **more)  # type: ignore[arg-type]  # values of several types


@pytest.mark.parametrize("name", files.HONEST)
def test_what_is_taken(cast: Cast, media: Path, name: str) -> None:
    content, content_type, pages = files.HONEST[name]
    document = fresh(send(cast, content, "whatever.bin"))
    assert (document.state, document.content_type, document.pages) == (DocumentState.SCANNED, content_type, pages)
    assert (document.size, document.title) == (len(content), "PET-CT report")
    (path,) = stored(media)
    assert path.read_bytes() == content
    assert path.stat().st_mode & 0o077 == 0
    assert len(document.sha256) == 64
    assert audited("document.scanned")[0].patient_ids == [cast.denise.pk]


@pytest.mark.parametrize("name", files.HOSTILE)
def test_what_is_refused_says_why_and_leaves_no_file(cast: Cast, media: Path, name: str) -> None:
    document = fresh(send(cast, files.HOSTILE[name]))
    assert document.state == DocumentState.REFUSED
    assert document.refusal.endswith(".")
    assert document.refusal.count(". ") == 0
    assert not document.file
    assert stored(media) == []
    assert len(audited("document.refused")) == 1


@pytest.mark.parametrize("name", files.INFECTED)
def test_what_is_infected_is_set_apart(cast: Cast, media: Path, name: str) -> None:
    document = fresh(send(cast, files.INFECTED[name]))
    assert document.state == DocumentState.QUARANTINED
    assert document.file.name.startswith("quarantine/")


def test_too_large(cast: Cast, media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "MAX_BYTES", 100)
    assert "larger than" in send(cast, files.PDF).refusal
    assert stored(media) == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\scan.pdf", "scan.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("\u202egpj.exe", "gpj.exe"),
        ("x" * 400, "x" * 200),
        ("", ""),
    ],
)
def test_a_senders_name_is_shown_and_never_a_path(cast: Cast, media: Path, given: str, shown: str) -> None:
    upload = SimpleUploadedFile("report.pdf", files.PDF)
    upload._name = given  # type: ignore[attr-defined]  # past Django's own cleaning, as another client might be
    with acting(cast.actor("rae")) as rae:
        document = verbs.upload(rae, cast.denise.pk, file=upload)
    assert document.filename == shown
    (path,) = stored(media)
    assert path.relative_to(media).as_posix() == document.file.name
    assert len(path.name) == 32


@pytest.mark.parametrize("who", ["pia", "pat", "sam"])
def test_who_may_not(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        send(cast, files.PDF, who=who)


@pytest.mark.parametrize("who", ["cy", "bo", "uma", "ida"])
def test_outsiders_find_nothing(cast: Cast, media: Path, who: str) -> None:
    with pytest.raises(Patient.DoesNotExist):
        send(cast, files.PDF, who=who)
    assert stored(media) == []


def test_a_packet_is_not_the_chart(cast: Cast) -> None:
    share(cast, Scope.INTAKE)
    send(cast, files.PDF)
    with acting(cast.actor("bo")):
        assert Document.objects.count() == 0


def test_twice_with_one_key(cast: Cast, media: Path) -> None:
    key = uuid4()
    assert send(cast, files.PDF, key=key).pk == send(cast, files.PDF, key=key).pk
    assert len(stored(media)) == 1


def test_a_file_goes_again_when_its_row_cannot_be_written(cast: Cast, media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("patients.verbs.rows.trail.record", fails)
    with pytest.raises(RuntimeError):
        send(cast, files.PDF)
    assert stored(media) == []


def test_reviewed_once(cast: Cast) -> None:
    document = send(cast, files.PDF)
    with acting(cast.actor("ana")) as ana:
        verbs.review(ana, document.pk, version=1)
        with pytest.raises(Stale):
            verbs.review(ana, document.pk, version=1)
        assert verbs.review(ana, document.pk, version=2).version == 2
    assert fresh(document).reviewed_by_id == cast.ana.pk
    refused = send(cast, b"")
    with acting(cast.actor("ana")) as ana, pytest.raises(Refused):
        verbs.review(ana, refused.pk, version=1)


def test_a_file_that_no_row_names_is_swept_after_a_day(cast: Cast, media: Path) -> None:
    document = send(cast, files.PDF)
    lost = media / "ab" / uuid4().hex
    young = media / "ab" / uuid4().hex
    lost.parent.mkdir(exist_ok=True)
    for path in (lost, young):
        path.write_bytes(b"x")
    old = datetime.datetime.now(datetime.UTC).timestamp() - 2 * 86400
    for path in (lost, media / str(document.file.name)):
        os.utime(path, (old, old))
    become("carecoord_worker")
    with acting(Actor(job="patients.sweep_files")):
        assert shelf.sweep() == 1
    assert sorted(stored(media)) == sorted([young, media / str(document.file.name)])


class Daemon:
    """Speaks as clamd does: INSTREAM in, a verdict out."""

    def __init__(self, path: Path, answer: bytes) -> None:
        self.answer, self.heard = answer, b""
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        link, _ = self.listener.accept()
        self.listener.close()  # the next call finds nobody
        with link, link.makefile("rb") as heard:
            assert heard.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!I", heard.read(4))[0]:
                self.heard += heard.read(size)
            link.sendall(self.answer)

    def stop(self) -> None:
        self.thread.join(5)


@pytest.fixture
def clamd(settings: Any, tmp_path: Path) -> Iterator[Path]:
    path = Path("/tmp") / f"clamd-{uuid4().hex[:8]}"  # noqa: S108 - a socket's path must be short
    settings.CLAMD_SOCKET = str(path)
    yield path
    path.unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("answer", "state"),
    [(b"stream: OK\0", "scanned"), (b"stream: Win.Test FOUND\0", "quarantined"), (b"INSTREAM size limit exceeded. ERROR\0", "received")],
)
def test_the_daemon_decides(cast: Cast, clamd: Path, answer: bytes, state: str) -> None:
    daemon = Daemon(clamd, answer)
    document = send(cast, files.PDF)
    daemon.stop()
    assert (document.state, daemon.heard) == (state, files.PDF)


def test_while_the_daemon_is_away_a_document_waits(cast: Cast, clamd: Path, settings: Any, media: Path) -> None:
    clean, bad = send(cast, files.PDF), send(cast, files.PDF + b"\n")
    assert clean.state == bad.state == DocumentState.RECEIVED
    daemon = Daemon(clamd, b"stream: OK\0")
    become("carecoord_worker")
    with acting(Actor(job="patients.scan_waiting")) as job:
        assert verbs.scan_waiting(job) == 1  # the daemon answers once and is away again
    daemon.stop()
    settings.CLAMD_SOCKET = ""
    with default_storage.open(str(bad.file.name)) as file:
        path = media / str(bad.file.name)
        path.write_bytes(file.read() + b"".join(files.INFECTED.values()))
    with acting(Actor(job="patients.scan_waiting")) as job:
        assert verbs.scan_waiting(job) == 1
    with truth():
        states = sorted(Document.objects.values_list("state", flat=True))
    assert states == ["quarantined", "scanned"]
    assert [change.by_id for change in history(bad.pk)] == [cast.rae.pk, None]
    with acting(cast.actor("rae")) as rae, pytest.raises(NotAllowed):
        verbs.scan_waiting(rae)
