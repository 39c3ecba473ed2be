"""Files into rows: once, unchanged for good, a newer version beside the older one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from shutil import copytree

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from carecoord.audit.models import Event
from referrals.models import ProtocolVersion
from referrals.pathway import loading, plain, reading
from tests.referrals.pathway.protocols import CILTA, kept, loaded, shipped_version
from tests.truth import truth

VERSION = shipped_version()

pytestmark = pytest.mark.django_db


def test_a_row_holds_the_whole_protocol() -> None:
    row = loaded()
    assert (row.code, row.version, row.therapy, row.product) == (CILTA, VERSION, "CAR-T", "cilta-cel")
    assert plain.from_plain(ProtocolVersion.objects.get().content) == reading.load(CILTA)
    assert row.sha256 == plain.digest(reading.load(CILTA))
    with truth():
        assert Event.objects.filter(action="load protocol").count() == 1


def test_the_same_file_twice_changes_nothing() -> None:
    assert loaded() == loaded()
    assert ProtocolVersion.objects.count() == 1


def test_another_content_under_the_same_version_is_refused() -> None:
    loaded()
    words = f"version {VERSION} was loaded with other content; write the change as version {VERSION + 1}"
    with pytest.raises(reading.BadProtocol, match=words):
        kept(replace(reading.load(CILTA), title="Another"))


def test_a_newer_version_retires_the_older_one_and_leaves_it_as_it_was() -> None:
    old = loaded()
    new = kept(replace(reading.load(CILTA), version=VERSION + 1, title="Another", effective_on=date(2027, 1, 1)))
    was = ProtocolVersion.objects.get(pk=old.pk)
    assert (was.retired_on, was.content) == (date(2027, 1, 1), old.content)
    assert new.retired_on is None


def test_an_older_version_after_a_newer_one_is_refused() -> None:
    kept(replace(reading.load(CILTA), version=VERSION + 1))
    with pytest.raises(reading.BadProtocol, match=f"version {VERSION + 1} is loaded already; {VERSION} would go back"):
        kept(reading.load(CILTA))


def test_the_database_itself_keeps_a_version_as_it_is() -> None:
    loaded()
    with pytest.raises(DatabaseError), truth(), transaction.atomic():
        ProtocolVersion.objects.update(title="Another")
    with pytest.raises(DatabaseError), truth(), transaction.atomic():
        ProtocolVersion.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():  # the application only reads
        ProtocolVersion.objects.update(retired_on=date(2027, 1, 1))


def run(**options: object) -> str:
    out = StringIO()
    call_command("load_protocols", stdout=out, **options)
    return out.getvalue()


def test_check_reads_the_files_and_touches_no_database() -> None:
    said = run(check=True)
    assert f"{CILTA} v{VERSION}: 103 steps, 124 rules, 7 gates: good" in said
    assert said.count("good") == len(reading.names())
    assert not ProtocolVersion.objects.exists()


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    folder = Path(copytree(reading.FOLDER, tmp_path / "protocols"))
    for name in (CILTA, "mm-ide-cel-us"):
        path = folder / f"{name}.yaml"
        path.write_text(path.read_text().replace("  steps:\n", "  steps:\n    consent: {after: [tea]}\n", 1))
    (folder / "axi-cel-lbcl-us.yaml").rename(folder / "axi.yaml")
    with pytest.raises(CommandError) as fault:
        run(check=True, folder=folder)
    said = str(fault.value)
    assert said.count("step “consent”: there is no step “tea”.") == 2
    assert "axi.yaml: the code is “axi-cel-lbcl-us”; name the file so." in said


@pytest.mark.django_db(transaction=True)
def test_the_command_loads_and_a_dry_run_does_not() -> None:
    assert "Dry run: nothing was changed." in run(dry_run=True)
    assert not ProtocolVersion.objects.exists()
    assert run().count(": new") == len(reading.names())
    assert run().count(": unchanged") == len(reading.names())
    assert ProtocolVersion.objects.count() == len(loading.checked())
