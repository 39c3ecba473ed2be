"""Documents through their pages: sent, refused, set apart, served as attachments."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from patients.models import (
    Document,
)
from patients.scanning import EICAR
from tests.cast import Cast
from tests.house.world import client_of
from tests.patients import files
from tests.patients.pages import url
from tests.patients.rows import audited, fresh
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_an_upload_is_served_as_an_attachment_and_audited(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    sent = SimpleUploadedFile("../Marrow <b>.html", files.PDF)
    assert rae.post(url("documents", cast), {"file": sent, "kind": "marrow", "key": str(uuid4())}).status_code == 302
    with truth():
        row = Document.objects.get()
    response = rae.get(url("document", cast, document_id=row.pk))
    assert b"".join(response.streaming_content) == files.PDF  # type: ignore[attr-defined]  # a FileResponse
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert "html" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response["Cache-Control"]
    assert audited("document.open")[0].object_id == str(row.pk)
    assert client_of(cast, "cy").get(url("document", cast, document_id=row.pk)).status_code == 404
    assert rae.post(url("review_document", cast, document_id=row.pk), {"version": "1"}).status_code == 302
    assert fresh(row).reviewed_at


@pytest.mark.parametrize("name", ["html as pdf", "svg", "zip bomb"])
def test_a_refused_upload_says_why(cast: Cast, name: str) -> None:
    rae = client_of(cast, "rae")
    sent = SimpleUploadedFile("scan.pdf", files.HOSTILE[name])
    page = rae.post(url("documents", cast), {"file": sent, "kind": "marrow"}, follow=True).content.decode()
    assert "Not taken:" in page
    with truth():
        row = Document.objects.get()
    assert rae.get(url("document", cast, document_id=row.pk)).status_code == 404


def test_quarantined_files_are_never_served(cast: Cast) -> None:
    rae = client_of(cast, "rae")
    rae.post(url("documents", cast), {"file": SimpleUploadedFile("a.txt", EICAR), "kind": "other"})
    with truth():
        row = Document.objects.get()
    assert row.state == "quarantined"
    assert rae.get(url("document", cast, document_id=row.pk)).status_code == 404


def test_a_body_past_the_cap_is_not_read_to_the_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patients.shelf.MAX_BYTES", 100_000)
    sent = SimpleUploadedFile("a.txt", b"a" * 400_000)
    response = client_of(cast, "rae").post(url("documents", cast), {"kind": "other", "file": sent})
    assert "larger than 20 MB" in response.content.decode()
    with truth():
        assert not Document.objects.exists()
