"""Records of trials that nobody here wrote: every one is loaded; what holds no trial is refused in one sentence."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from referrals.models import Trial, TrialSite

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]


def test_every_file_loads(data: Path) -> None:
    out = io.StringIO()
    call_command("import_trials", str(data / "trials"), stdout=out)
    assert Trial.objects.count() == 66
    assert Trial.objects.of_myeloma().count() >= 48
    assert TrialSite.objects.filter(trial__nct_id="NCT02513394").count() == 437
    assert "ctg-oas-v2.yaml is neither .json nor .csv and is left alone." in out.getvalue()
    assert Trial.objects.get(nct_id="NCT02513394").status == "active_not_recruiting"  # the registry's word, not that of a copy
    assert "Trials: " in out.getvalue()


def test_a_second_time_changes_nothing(data: Path) -> None:
    call_command("import_trials", str(data / "trials" / "ctgov"), stdout=io.StringIO())
    out = io.StringIO()
    call_command("import_trials", str(data / "trials" / "ctgov"), stdout=out)
    assert "new" not in out.getvalue()
    assert " changed" not in out.getvalue()


def test_the_description_of_the_interface_is_no_trial(data: Path) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_trials", str(data / "trials" / "ctgov" / "ctg-oas-v2.yaml"), stdout=out)
    assert "This describes an interface and holds no trial" in out.getvalue()
