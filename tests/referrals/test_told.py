"""Staff see what became of each notice to their own side and to the patient; patients see whether their team has read what they wrote."""

from __future__ import annotations

import pytest
from django.utils import timezone

from carecoord.notifications import Channel, Kind
from carecoord.notifications.models import Notification
from carecoord.notifications.states import State
from referrals.states import Stage
from tests.cast import Cast
from tests.notifications.stage import notice
from tests.referrals import desk
from tests.truth import truth

pytestmark = pytest.mark.django_db


def test_what_became_of_each_notice(cast: Cast) -> None:
    referral = desk.at(cast, Stage.RECEIVED)
    place = {"organization": cast.organizations["lakeside"], "about": referral.pk, "patient_id": cast.denise.pk}
    notice(cast.bo, channel=Channel.INAPP, read_at=timezone.now(), **place)
    notice(cast.bo, state=State.SENT, sent_at=timezone.now(), **place)
    notice(cast.nan, state=State.FAILED, last_error_class="refused", **place)
    notice(cast.chen, state=State.CANCELLED, last_error_class="switched_off", **place)
    notice(cast.pat, kind=Kind.ROAD_NEWS, about=referral.pk, patient_id=cast.denise.pk)
    notice(cast.rae, about=referral.pk, patient_id=cast.denise.pk, organization=cast.organizations["cedar"])
    text = desk.window(cast, "bo").get(f"/referrals/{referral.pk}/told/").content.decode()
    states = ("Read", "Sent", "Could not be sent", "Stopped: switched off by the recipient", "Waits to be sent")
    assert [words for words in (*states, "There is news on your road") if words not in text] == []
    assert "Rae Martin" not in text  # whom the other side told among itself
    assert desk.window(cast, "cy").get(f"/referrals/{referral.pk}/told/").status_code == 404
    assert desk.window(cast, "bo").get(f"/referrals/{referral.pk}/told/?before=nonsense").status_code == 404


def test_page_after_page_in_as_many_statements(cast: Cast) -> None:
    referral = desk.at(cast, Stage.RECEIVED)
    client, place = (
        desk.window(cast, "bo"),
        {"organization": cast.organizations["lakeside"], "about": referral.pk, "patient_id": cast.denise.pk},
    )
    notice(cast.bo, **place)
    client.get(f"/referrals/{referral.pk}/told/")
    with desk.statements() as few:
        client.get(f"/referrals/{referral.pk}/told/")
    for number in range(60):
        notice(cast.bo, key=f"n{number}", **place)
    with desk.statements() as many:
        page = client.get(f"/referrals/{referral.pk}/told/").context["page"]
    assert len(many) == len(few)
    assert (len(page.rows), bool(page.older)) == (50, True)
    assert len(client.get(f"/referrals/{referral.pk}/told/?before={page.older}").context["page"].rows) == 11


def test_patients_see_whether_it_was_read(cast: Cast) -> None:
    desk.at(cast, Stage.RECEIVED)
    pat = desk.window(cast, "pat")
    assert pat.post("/my/messages/", {"text": "When is my visit?"}).status_code == 302
    assert "Sent, not read yet" in pat.get("/my/messages/").content.decode()
    with truth():
        rows = Notification.objects.filter(kind=Kind.NOTE_WRITTEN, channel=Channel.INAPP)
        assert {row.organization_id for row in rows} == {cast.organizations[one].pk for one in ("cedar", "lakeside")}
        rows.filter(recipient=cast.bo).update(read_at=timezone.now())
    assert "Read by your team" in pat.get("/my/messages/").content.decode()
    assert "Read by your team" in desk.window(cast, "sam").get("/my/messages/").content.decode()
