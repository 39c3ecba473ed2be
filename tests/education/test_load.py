"""Loading article files: idempotent; another text is another version; never half."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed
from carecoord.audit.models import Event
from education import content, verbs
from education.models import Topic, Version
from education.states import Status
from tests.cast import Cast
from tests.education.conftest import ARTICLES, ENTRIES, JOB, load_all
from tests.truth import truth

pytestmark = pytest.mark.django_db


def article(slug: str, language: str = "en") -> content.Article:
    return next(a for a in ARTICLES if a.topic == slug and a.language == language)


def run(**options: object) -> str:
    out = StringIO()
    call_command("load_education", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One article in a folder of its own."""
    (tmp_path / "topics.yaml").write_text((content.FOLDER / "topics.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    for language in ("en", "es"):
        (tmp_path / language).mkdir()
    (tmp_path / "en/a.md").write_text((content.FOLDER / "en/first-visit.md").read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_topics_in_two_languages_become_drafts(drafts: list[Version]) -> None:
    with truth():
        assert Topic.objects.count() == len(ENTRIES)
        assert Version.objects.filter(status=Status.DRAFT).count() == len(ARTICLES) == 2 * len(ENTRIES)


def test_the_same_text_twice_changes_nothing(drafts: list[Version]) -> None:
    load_all()
    with truth():
        assert Version.objects.count() == len(ARTICLES)


def test_another_text_is_another_version_and_the_published_one_stays(cast: Cast, library: list[Version]) -> None:
    with acting(JOB) as actor:
        loaded = verbs.load(actor, replace(article("first-visit"), title="Your first day there"))
    assert (loaded.version.number, loaded.version.status, loaded.replaced) == (2, Status.DRAFT, None)
    with truth():
        assert Version.objects.published().get(document=loaded.version.document).number == 1


def test_a_newer_text_takes_the_place_of_an_unfinished_one(draft: Version) -> None:
    with acting(JOB) as actor:
        loaded = verbs.load(actor, replace(article("first-visit"), title="Your first day there"))
    assert loaded.replaced == 1
    with truth():
        draft.refresh_from_db()
        assert draft.status == Status.RETIRED


def test_who_may_not_load(cast: Cast) -> None:
    for name in ("pat", "rae", "ana", "bo"):
        with acting(cast.actor(name)) as actor, pytest.raises(NotAllowed):
            verbs.keep_topic(actor, content.topics()[0])


def test_what_was_written(drafts: list[Version]) -> None:
    with truth():
        assert Event.objects.filter(action="load education text", job="load_education").count() == len(ARTICLES)


def test_dry_run_says_and_changes_nothing(cast: Cast, folder: Path) -> None:
    assert "first-visit: version 1, new draft" in run(dry_run=True, folder=folder)
    with truth():
        assert Version.objects.count() == 0


def test_a_broken_file_loads_nothing(cast: Cast, folder: Path) -> None:
    (folder / "en/b.md").write_text("---\ntopic: what-is-car-t\n---\nNo title.\n")
    with pytest.raises(CommandError, match=r"en/b\.md: “title”"):
        run(folder=folder)
    with truth():
        assert Version.objects.count() == 0


def test_two_people_publish_the_whole_library_at_loading(cast: Cast) -> None:
    assert "approved until" in run(submitted_by=cast.nan.email, approved_by=cast.chen.email)
    with truth():
        assert Version.objects.published().count() == 2 * len(content.topics())


def test_one_person_cannot_publish(cast: Cast, folder: Path) -> None:
    with pytest.raises(CommandError, match="somebody else has to approve"):
        run(submitted_by=cast.chen.email, approved_by=cast.chen.email, folder=folder)
    with pytest.raises(CommandError, match="one person alone"):
        run(approved_by=cast.chen.email)
    with truth():
        assert Version.objects.count() == 0


def test_the_database_refuses_another_text_under_an_old_number(library: list[Version]) -> None:
    with acting(JOB), pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Version.objects.filter(pk=library[0].pk).update(title="Something else")


def test_the_database_refuses_another_reviewer(cast: Cast, library: list[Version]) -> None:
    with acting(JOB), pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Version.objects.filter(pk=library[0].pk).update(approved_by=cast.ana)


def test_even_the_owner_deletes_no_version(library: list[Version]) -> None:
    with pytest.raises(IntegrityError, match="never deleted"), truth():
        Version.objects.filter(pk=library[0].pk).delete()
