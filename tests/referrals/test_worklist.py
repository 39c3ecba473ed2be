"""One filter for list, board and CSV: tabs, pages, refusals of what is unknown, bulk acts, files no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re

import pytest

from carecoord.audit.models import Event as Audited
from patients.models import Patient
from referrals.models import CenterOffer, Event, OfferKind, Referral, SavedView
from referrals.states import Stage
from referrals.worklist.views import safe
from tests.cast import Cast
from tests.referrals import desk
from tests.truth import truth

pytestmark = pytest.mark.django_db
ROW = re.compile(rb'name="row" value="([^"]+)"')


def rows(cast: Cast, who: str, query: str = "") -> list[bytes]:
    page = desk.window(cast, who).get(f"/worklist/{query}")
    assert page.status_code == 200
    return ROW.findall(page.content)


def test_each_side_sees_its_own(cast: Cast) -> None:
    desk.referrals(cast, 3)
    assert len(rows(cast, "bo")) == 3
    assert rows(cast, "rae") == []
    assert len(rows(cast, "rae", "?tab=waiting")) == 3
    for who in ("cy", "dee"):
        assert rows(cast, who, "?tab=all") == []


def test_pages_follow_one_another_without_gap_or_repeat(cast: Cast) -> None:
    made = {str(row.pk) for row in desk.referrals(cast, 55)}
    client = desk.window(cast, "bo")
    first = client.get("/worklist/").content
    link = re.search(rb'href="(\?[^"]*after=[^"]+)"', first)
    assert link
    second = client.get("/worklist/" + link[1].decode().replace("&amp;", "&")).content
    shown = [key.decode() for key in ROW.findall(first) + ROW.findall(second)]
    assert len(shown) == 55
    assert set(shown) == made


@pytest.mark.parametrize("query", ["?colour=red", "?tab=mine", "?sort=name", "?stage=gone", "?view=map", "?after=xyz", "?other=one"])
def test_unknown_filters_are_refused(cast: Cast, query: str) -> None:
    assert desk.window(cast, "bo").get(f"/worklist/{query}").status_code == 400


def test_the_board_has_the_rows_of_the_list(cast: Cast) -> None:
    desk.referrals(cast, 2)
    desk.referrals(cast, 1, stage=Stage.ACCEPTED, first=2)
    board = desk.window(cast, "bo").get("/worklist/?view=board").content.decode()
    assert board.count("cc-board__card") == 3
    assert board.index("Triage<span") < board.index("Accepted<span")


def test_bulk_assign_takes_all_or_none(cast: Cast) -> None:
    made = desk.referrals(cast, 3)
    client, nan = desk.window(cast, "bo"), cast.users["nan"].pk
    foreign = desk.at(cast, Stage.DRAFT)
    picked = [str(row.pk) for row in made]
    assert client.post("/worklist/rows/", {"do": "assign", "row": [*picked, str(foreign.pk)], "owner": nan}).status_code == 404
    assert client.post("/worklist/rows/", {"do": "assign", "row": picked, "owner": cast.users["rae"].pk}).status_code == 409
    assert client.post("/worklist/rows/", {"do": "assign", "row": picked, "owner": nan}).status_code == 302
    with truth():
        assert Referral.objects.filter(to_owner=nan).count() == 3
        assert Event.objects.filter(verb="assign").count() == 3


def test_the_csv_holds_the_filter_and_is_audited_before_its_first_byte(cast: Cast) -> None:
    made = desk.referrals(cast, 2)
    with truth():
        Patient.objects.filter(pk=made[0].patient_id).update(family_name="=cmd|' /c calc'!A1")
    answer = desk.window(cast, "bo").post("/worklist/rows/", {"do": "export", "query": ""})
    with truth():
        assert len(Audited.objects.get(action="export worklist").patient_ids) == 2
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # a streaming answer
    head, *lines = list(csv.reader(io.StringIO(text)))
    assert head[0] == "Patient"
    assert len(lines) == 2
    assert any(line[0].startswith("'=CMD") for line in lines)
    assert {line[4] for line in lines} == {"Lakeside"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe(text) == "'" + text


def test_saved_and_shared_views(cast: Cast) -> None:
    bo, nan = desk.window(cast, "bo"), desk.window(cast, "nan")
    values = {"query": "tab=all&stage=received", "name": "Triage list"}
    assert bo.post("/worklist/views/", values).status_code == 302
    assert b"Triage list" not in nan.get("/worklist/").content
    bo.post("/worklist/views/", {**values, "is_shared": "1"})
    assert b"Triage list" in nan.get("/worklist/").content
    with truth():
        view = SavedView.objects.get()
    assert nan.post(f"/worklist/views/{view.pk}/drop/").status_code == 404
    assert bo.post(f"/worklist/views/{view.pk}/drop/").status_code == 302


def test_a_restricted_patient_is_no_row(cast: Cast) -> None:
    from carecoord.access.models import Restriction, RestrictionKind

    made = desk.referrals(cast, 2)
    with truth():
        Restriction.objects.create(patient_id=made[0].patient_id, kind=RestrictionKind.VIP, reason="Asked for it.")
    assert rows(cast, "nan") == [str(made[1].pk).encode()]


@pytest.mark.parametrize(
    ("who", "tab", "word", "other"), [("bo", "needs_me", "Practice", "cedar"), ("rae", "waiting", "Center", "lakeside")]
)
def test_menus_of_the_other_side_and_of_products(cast: Cast, who: str, tab: str, word: str, other: str) -> None:
    """Choices come from open partnerships and what their centers offer; the button names what is on."""
    desk.referrals(cast, 2)
    partner, center = cast.organizations[other], cast.organizations["lakeside"]
    with truth():
        CenterOffer.objects.create(organization=center, kind=OfferKind.PRODUCT, name="Carvykti", code="cilta-cel", as_of_on="2026-11-01")
    page = desk.window(cast, who).get(f"/worklist/?tab={tab}").content.decode()
    assert f'aria-label="{word}"' in page
    assert re.search(rf'href="\?[^"]*other={partner.pk}[^"]*">{partner.short_name}<', page)
    assert re.search(r'href="\?[^"]*product=cilta-cel[^"]*">Carvykti<', page)
    on = desk.window(cast, who).get(f"/worklist/?tab={tab}&other={partner.pk}").content.decode()
    assert f"{word}: {partner.short_name}" in on
    assert len(ROW.findall(on.encode())) == 2
    assert rows(cast, who, f"?tab={tab}&product=cilta-cel") == []
