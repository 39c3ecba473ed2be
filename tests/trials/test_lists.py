"""The list and the page of a trial: what is found, in which order, how far, how fresh."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from referrals.models import Trial
from referrals.trials.keeping import keep
from referrals.trials.reading.files import records
from tests.cast import Cast
from tests.referrals.desk import statements, window
from tests.trials.papers import put, raw, study

pytestmark = pytest.mark.django_db


def kept(*papers: Any) -> None:
    for paper in papers:
        keep(records(raw(paper), "paper.json"), name="paper.json")


def named(nct_id: str, title: str, **more: Any) -> dict[str, Any]:
    return study(nct_id, identificationModule={"nctId": nct_id, "briefTitle": title}, **more)


CLOSED = {"overallStatus": "COMPLETED"}
FAR = {"locations": [{"facility": "Coast", "city": "Boston", "zip": "02115", "country": "United States"}]}


def test_open_ones_the_nearest_first(cast: Cast) -> None:
    kept(named("NCT00000001", "Far away", contactsLocationsModule=FAR), named("NCT00000002", "Near by"))
    kept(
        named("NCT00000003", "Long done", statusModule=CLOSED),
        named("NCT00000004", "Of the breast", conditionsModule={"conditions": ["Breast"]}),
    )
    text = window(cast, "rae").get("/trials/").content.decode()
    assert text.index("Near by") < text.index("Far away")
    assert "Long done" not in text
    assert "Of the breast" not in text
    assert re.search(r">2 found", text)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("show=closed", "Long done"),
        ("show=all&q=long", "Long done"),
        ("every=1", "Of the breast"),
        ("q=lakeside", "No trial fits"),
        ("q=cells", "Near by"),
        ("show=nonsense", "Near by"),
        ("zip=00001", "This ZIP is not known"),
    ],
)
def test_what_is_asked_for(cast: Cast, query: str, shown: str) -> None:
    kept(named("NCT00000002", "Near by"), named("NCT00000003", "Long done", statusModule=CLOSED))
    kept(named("NCT00000004", "Of the breast", conditionsModule={"conditions": ["Breast"]}))
    assert shown in window(cast, "rae").get(f"/trials/?{query}").content.decode()


def test_the_site_that_takes_patients_counts(cast: Cast) -> None:
    """Denver is nearer to Summit but has ended; Chicago still takes patients."""
    kept(study())
    api = window(cast, "dee").get("/api/v1/trials/").json()
    assert (api[0]["site"]["city"], api[0]["site"]["miles"] > 800) == ("Chicago", True)


def test_miles_are_those_of_the_directory(cast: Cast) -> None:
    from carecoord.interop.zips import miles_between

    kept(study())
    sites = window(cast, "rae").get("/api/v1/trials/NCT01234567/?zip=52401").json()["sites"]
    assert sites[0]["miles"] == miles_between("52401", "60611")


def test_an_old_record_says_so(cast: Cast) -> None:
    kept(study())
    Trial.objects.update(read_at=timezone.now() - timedelta(days=31))
    text = window(cast, "bo").get("/trials/NCT01234567/").content.decode()
    assert "This record is old." in text
    assert "Read 31 days ago from paper.json" in text
    assert "the registry changed it on 01-Oct-2026" in text


def test_hostile_words_are_only_words(cast: Cast) -> None:
    kept(put("<script>alert(1)</script>", "identificationModule", "briefTitle"))
    text = window(cast, "bo").get("/trials/NCT01234567/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_list_of_many_asks_no_more_than_a_list_of_one(cast: Cast) -> None:
    kept(study())
    client = window(cast, "bo")
    client.get("/trials/")
    with statements() as few:
        client.get("/trials/")
    kept(*(named(f"NCT000001{n:02}", f"Trial {n}") for n in range(20)))
    with statements() as many:
        client.get("/trials/")
    assert len(many) == len(few)


def test_a_trial_that_is_not_there(cast: Cast) -> None:
    assert window(cast, "bo").get("/trials/NCT99999999/").status_code == 404
    assert window(cast, "bo").get("/api/v1/trials/NCT99999999/").status_code == 404
    assert window(cast, "bo").get("/api/v1/trials/?show=maybe").status_code == 400
