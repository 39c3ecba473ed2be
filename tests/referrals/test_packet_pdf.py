"""The packet on paper: every value in the column under its head, codes as words, however many drugs a line has."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Any

import pytest

from carecoord.access.actor import acting
from patients.models import DrugClass, LineDrug, Refractory, TherapyLine
from referrals.intake import pdf
from referrals.intake.snapshot import snapshot
from referrals.models import Referral
from tests.cast import Cast
from tests.referrals import desk, story
from tests.truth import truth

pytestmark = pytest.mark.django_db
EMPTY: dict[str, Any] = {
    "version": "common-1",
    "items": [
        {"label": "Blood count", "when": "submit", "is_present": False},
        {"label": "Caregiver", "when": "submit", "is_present": True},
    ],
}


def content(cast: Cast, referral: Referral) -> dict[str, Any]:
    with acting(cast.actor("rae")) as rae:
        return {**snapshot(rae, referral), "checklist": EMPTY}


def printed(content: dict[str, Any]) -> str:
    """The text of the PDF in its layout; without poppler only that there is a PDF."""
    made = pdf.render(content, sender="Cedar Valley Oncology", receiver="Lakeside Cell Therapy Center", sha256="ab" * 32)
    assert made.startswith(b"%PDF")
    tool = shutil.which("pdftotext")
    if tool is None:
        return ""
    return subprocess.run([tool, "-layout", "-", "-"], input=made, capture_output=True, check=True, env=dict(os.environ)).stdout.decode()


def test_a_line_with_several_refractory_drugs_stays_one_row(cast: Cast) -> None:
    referral = story.draft(cast)
    with truth():
        line = TherapyLine.objects.get()
        for name in ("bortezomib", "dexamethasone"):
            LineDrug.objects.create(line=line, patient=cast.denise, name=name, drug_class=DrugClass.STEROID, refractory=Refractory.YES)
    text = printed(content(cast, referral))
    if text:
        row = next(one for one in text.splitlines() if "VRd" in one)
        assert row.split()[0] == "1"
        assert "20-May-2019" in row
        assert "IgG kappa" in text
        assert "igg_kappa" not in text
        assert "bortezomib" in text


def test_a_record_with_nothing_in_it_prints_too(cast: Cast) -> None:
    referral = desk.referrals(cast, 1)[0]
    referral.reason, referral.products = "", []
    text = printed(content(cast, referral))
    assert not text or "None recorded." in text
