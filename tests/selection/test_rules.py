"""Rule sets: the files, a center's own from draft to the end, what the database refuses, and that the four kinds never mix."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed, Refused, Stale
from patients.clinical.labels import LABELS
from patients.clinical.trials import TRIALS
from referrals.models import RuleSet
from referrals.selection import files, loading, verbs
from referrals.selection.sets import applying, criteria_of
from referrals.selection.states import RuleKind, RuleState
from tests.cast import Cast
from tests.selection import story
from tests.truth import truth

TODAY = timezone.localdate


def test_the_files_take_thresholds_from_the_tools() -> None:
    found = {(one.key, one.number): one for one in files.everything()}
    labels = [one for one in found.values() if one.kind is RuleKind.LABEL]
    assert {one.source for one in labels} == {one.source for one in LABELS}
    newest = {one.code: one for one in found["cilta-cel-label", 2].criteria}
    assert [newest["prior_lines"].value, newest["adult"].value] == [1, 18]
    assert set(newest) == {"adult", "prior_lines", "exposed_pi", "exposed_imid", "refractory_lenalidomide"}
    for profile, trial in TRIALS.items():
        held = {one.code: one.value for one in found[profile, 1].criteria}
        wanted = {key: limits.least if limits.least is not None else limits.most for key, limits in trial.ranges.items()}
        assert {key: held[key] for key in wanted} == wanted
    assert {one.fact for one in found["cartitude-4", 1].criteria} >= {"egfr"}
    assert "crcl" not in {one.fact for one in found["cartitude-4", 1].criteria}


def test_a_bad_file_names_its_fault(tmp_path: Path) -> None:
    row = "key: a\ntitle: A\nnumber: 1\neffective_on: 2026-01-01\nsource: S\ncriteria:\n  - {fact: height, compare: is, value: 1}\n"
    (tmp_path / "a.yaml").write_text(row)
    (tmp_path / "b.yaml").write_text("key: b\ncolour: red\n")
    with pytest.raises(files.BadRules) as bad:
        files.everything(tmp_path)
    assert [fault.split(":")[0] for fault in bad.value.faults] == ["a.yaml", "b.yaml"]


@pytest.mark.django_db
def test_loading_twice_changes_nothing_and_older_labels_end(cast: Cast) -> None:
    story.load_rules()
    story.load_rules()
    with truth():
        rows = list(RuleSet.objects.filter(kind=RuleKind.LABEL, product="ide-cel").order_by("number"))
        assert RuleSet.objects.count() == len(files.everything())
    assert [(row.number, row.retired_on) for row in rows] == [(1, date(2024, 4, 4)), (2, None)]
    assert {one.row.number for one in applying(None, TODAY()) if one.row.kind == RuleKind.LABEL} == {2}


@pytest.mark.django_db
def test_other_content_under_the_same_number_is_refused(cast: Cast) -> None:
    story.load_rules()
    changed = [one for one in files.everything() if one.key == "fitness"]
    object.__setattr__(changed[0], "criteria", changed[0].criteria[:3])
    with truth(), acting(loading.JOB) as job, pytest.raises(files.BadRules, match="write the change as number 3"):
        list(loading.load(job, changed))


@pytest.mark.django_db
def test_a_centers_own_wins_over_the_usual_limits_from_its_day_on(cast: Cast) -> None:
    story.load_rules()
    row = story.own_rules(cast, effective_on=TODAY() + timedelta(days=7))
    lakeside, summit = cast.organizations["lakeside"].pk, cast.organizations["summit"].pk
    for center, days, owner in ((lakeside, 6, None), (lakeside, 7, lakeside), (summit, 7, None)):
        with acting(cast.actor("bo")):
            found = next(one.row for one in applying(center, TODAY() + timedelta(days=days)) if one.row.key == "fitness")
        assert found.owner_id == owner
    assert row.approval == "Approved by Dr. Wei Chen"


@pytest.mark.django_db
def test_a_second_person_approves_after_a_test(cast: Cast) -> None:
    row = story.run(cast, "chen", verbs.draft, kind=RuleKind.CENTER, key="fitness", about=story.about())
    row = story.run(cast, "chen", verbs.edit, row.pk, version=1, criteria=[story.LVEF])
    with pytest.raises(Refused, match="second person"):
        story.run(cast, "chen", verbs.approve, row.pk, version=2)
    with pytest.raises(NotAllowed):
        story.run(cast, "bo", verbs.approve, row.pk, version=2)
    row = story.run(cast, "bo", verbs.edit, row.pk, version=2, criteria=[story.LVEF])
    with pytest.raises(Refused, match="Test the draft"):
        story.run(cast, "chen", verbs.approve, row.pk, version=3)
    row = story.run(cast, "bo", verbs.test, row.pk, version=3)
    with pytest.raises(Stale):
        story.run(cast, "chen", verbs.approve, row.pk, version=3)
    assert story.run(cast, "chen", verbs.approve, row.pk, version=4).state == RuleState.APPROVED
    with pytest.raises(Refused, match="Only a draft"):
        story.run(cast, "bo", verbs.edit, row.pk, version=5, criteria=[])


@pytest.mark.django_db
def test_the_next_version_begins_as_the_last_and_ends_it(cast: Cast) -> None:
    first = story.own_rules(cast)
    second = story.run(cast, "bo", verbs.draft, kind=RuleKind.CENTER, key="fitness", about=story.about(), start=first.pk)
    assert (second.number, second.content) == (2, first.content)
    with pytest.raises(Refused, match="is writing a draft"):
        story.run(cast, "chen", verbs.draft, kind=RuleKind.CENTER, key="fitness", about=story.about())
    story.run(cast, "bo", verbs.test, second.pk, version=1)
    story.run(cast, "chen", verbs.approve, second.pk, version=2)
    with truth():
        first.refresh_from_db()
    assert first.retired_on == TODAY()


@pytest.mark.django_db
def test_a_retired_set_gives_way_to_the_usual_limits(cast: Cast) -> None:
    story.load_rules()
    row = story.own_rules(cast)
    with pytest.raises(Refused, match="why it ends"):
        story.run(cast, "chen", verbs.retire, row.pk, version=row.version, reason=" ")
    story.run(cast, "chen", verbs.retire, row.pk, version=row.version, reason="The committee took it back.")
    with acting(cast.actor("bo")) as bo:
        assert next(one.row for one in applying(bo.place_id, TODAY()) if one.row.key == "fitness").owner_id is None


@pytest.mark.django_db
def test_who_may_not_write_rules(cast: Cast) -> None:
    draft = story.own_draft(cast)
    for who in ("ana", "rae", "nan", "cy"):
        with pytest.raises(NotAllowed):
            story.run(cast, who, verbs.draft, kind=RuleKind.CENTER, key="x", about=story.about())
    for who in ("dee", "ana", "cy"):
        with pytest.raises(RuleSet.DoesNotExist):
            story.run(cast, who, verbs.edit, draft.pk, version=draft.version, criteria=[])
        with acting(cast.actor(who)) as actor:
            assert not RuleSet.objects.filter(pk=draft.pk).exists()
            assert not RuleSet.objects.readable_by(actor).filter(pk=draft.pk).exists()
    story.run(cast, "bo", verbs.discard, draft.pk, version=draft.version)
    for who, count in (("dee", 0), ("bo", 1)):
        with acting(cast.actor(who)) as actor:
            assert (RuleSet.objects.count(), RuleSet.objects.readable_by(actor).count()) == (count, count)
    with pytest.raises(Refused, match="not a center's to change"):
        story.run(cast, "bo", verbs.draft, kind=RuleKind.LABEL, key="x", about=story.about())


@pytest.mark.django_db
def test_a_draft_is_never_made_out_of_another_kind(cast: Cast) -> None:
    story.load_rules()
    with truth():
        trial = RuleSet.objects.get(key="karmma-3")
    with pytest.raises(Refused, match="another kind"):
        story.run(cast, "bo", verbs.draft, kind=RuleKind.CENTER, key="x", about=story.about(), start=trial.pk)
    with truth(), pytest.raises(IntegrityError), transaction.atomic():
        RuleSet.objects.create(kind=RuleKind.LABEL, key="x", owner=cast.organizations["lakeside"], number=1, effective_on=TODAY())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["content = '[]'", "effective_on = '2020-01-01'", "approved_by_id = null", "source = 'mine'", "number = 9"]
)
def test_the_database_keeps_what_was_approved(cast: Cast, change: str) -> None:
    row = story.own_rules(cast)
    with acting(cast.actor("chen")), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update referrals_ruleset set {change} where id = %s", [row.pk])  # our own words


@pytest.mark.django_db
def test_the_database_refuses_ones_own_approval_and_a_way_back(cast: Cast) -> None:
    row = story.own_draft(cast)
    way = "update referrals_ruleset set state = 'approved', approved_at = now(), approved_by_id = drafted_by_id where id = %s"
    with acting(cast.actor("bo")), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(way, [row.pk])
    story.run(cast, "chen", verbs.approve, row.pk, version=row.version)
    with acting(cast.actor("bo")), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update referrals_ruleset set state = 'draft' where id = %s", [row.pk])


@pytest.mark.django_db
def test_a_bad_criterion_is_refused_in_a_sentence(cast: Cast) -> None:
    row = story.own_draft(cast)
    with pytest.raises(Refused, match="given in %, not in no unit"):
        story.run(cast, "bo", verbs.edit, row.pk, version=row.version, criteria=[{**story.LVEF, "unit": ""}])
    with truth():
        row.refresh_from_db()
    assert len(criteria_of(row)) == 1
