"""A verdict is stored with every value it used and never changes; a newer rule shows beside it; who may keep and read one."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from carecoord.access.actor import acting
from carecoord.access.errors import NotAllowed
from referrals.models import Referral, RuleSet, Verdict
from referrals.selection import verbs
from referrals.selection.sets import newer_than
from tests.cast import Cast
from tests.referrals import story as loop
from tests.referrals.desk import window
from tests.selection import story
from tests.truth import truth

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(cast: Cast) -> Referral:
    story.load_rules()
    return loop.received(cast)


def test_every_set_is_kept_with_set_version_source_and_approval(cast: Cast, referral: Referral) -> None:
    rows = story.run(cast, "rae", verbs.store, referral.pk)
    label = next(row for row in rows if row.key == "cilta-cel-label")
    assert (label.title, label.number, label.source, label.outcome) == ("Carvykti label", 2, "Carvykti label, 5 April 2024", "within")
    assert label.approval == "Taken from the text of the label."
    lines = {line["code"]: line for line in label.lines}
    assert lines["refractory_lenalidomide"]["state"] == "met"
    assert (lines["prior_lines"]["value"], lines["prior_lines"]["on"], lines["prior_lines"]["source"]) == (
        "1",
        "2022-08-10",
        "lines of therapy",
    )
    abecma = next(row for row in rows if row.key == "ide-cel-label")
    assert abecma.outcome == "outside"
    assert next(line for line in abecma.lines if line["code"] == "prior_lines")["change"] == "Met with Prior lines of therapy: 2 or more."
    assert {row.basis for row in rows} == {"chart"}


def test_a_center_in_triage_judges_the_packet(cast: Cast, referral: Referral) -> None:
    story.result(referral.patient_id, "777-3", "20", "10*3/uL")
    rows = story.run(cast, "bo", verbs.store, referral.pk)
    assert {row.basis for row in rows} == {"packet 1"}
    fitness = next(row for row in rows if row.key == "fitness")
    assert next(line for line in fitness.lines if line["code"] == "platelets_limit")["state"] == "unknown"


def test_changing_a_rule_never_changes_a_verdict_and_the_page_says_so(cast: Cast, referral: Referral) -> None:
    first = story.own_rules(cast)
    story.run(cast, "bo", verbs.store, referral.pk)
    with truth():
        row = Verdict.objects.get(rule_set=first)
        before = (row.outcome, row.lines, row.number)
    page = window(cast, "bo").get(f"/verdicts/{row.pk}/").content.decode()
    assert "A newer rule exists" not in page
    second = story.run(cast, "bo", verbs.draft, kind="center", key="fitness", about=story.about(), start=first.pk)
    second = story.run(cast, "bo", verbs.edit, second.pk, version=1, criteria=[{**story.LVEF, "value": 10}])
    second = story.run(cast, "bo", verbs.test, second.pk, version=2)
    story.run(cast, "chen", verbs.approve, second.pk, version=3)
    with truth():
        row.refresh_from_db()
        assert (row.outcome, row.lines, row.number) == before
        used = RuleSet.objects.get(pk=first.pk)
    with acting(cast.actor("bo")) as bo:
        newer = newer_than(used, bo.place_id, loop.TODAY())
    assert newer is not None
    assert newer.number == 2
    page = window(cast, "bo").get(f"/verdicts/{row.pk}/").content.decode()
    assert "A newer rule exists" in page
    assert "version 2" in page


def test_the_database_keeps_a_verdict(cast: Cast, referral: Referral) -> None:
    row = story.run(cast, "rae", verbs.store, referral.pk)[0]
    for change in ("update referrals_verdict set outcome = 'within'", "delete from referrals_verdict"):
        for context in (acting(cast.actor("rae")), truth()):
            with context, pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"{change} where id = %s", [row.pk])


def test_who_sees_a_verdict(cast: Cast, referral: Referral) -> None:
    """The practice's chart shows it all; a center in triage only what it judged itself; nobody else anything."""
    story.run(cast, "rae", verbs.store, referral.pk)
    story.run(cast, "bo", verbs.store, referral.pk)
    for who, count in {"rae": 14, "bo": 7, "cy": 0, "dee": 0, "ida": 0}.items():
        with acting(cast.actor(who)) as actor:
            assert (Verdict.objects.visible_to(actor).count(), Verdict.objects.count()) == (count, count), who


def test_who_may_not_keep_one(cast: Cast, referral: Referral) -> None:
    for who in ("cy", "dee"):
        with pytest.raises(Referral.DoesNotExist):
            story.run(cast, who, verbs.store, referral.pk)
    with pytest.raises((NotAllowed, Referral.DoesNotExist)):
        story.run(cast, "pia", verbs.store, referral.pk)
