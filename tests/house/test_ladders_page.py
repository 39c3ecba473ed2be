"""docs/ladders.md says what the ladders say, and every ladder is one that somebody hangs on."""

from django.conf import settings

from carecoord.notifications import rungs
from carecoord.notifications.kinds import Audience
from referrals.ladders_page import text


def test_the_page_is_the_ladders() -> None:
    written = (settings.BASE_DIR / "docs" / "ladders.md").read_text()
    assert written == text(), "Run `manage.py ladders_page --write`."


def test_each_ladder_has_a_date_people_and_words() -> None:
    for one in rungs.everything():
        assert one.title, one.code
        assert one.starts, one.code
        assert [rung.number for rung in one.rungs] == list(range(1, len(one.rungs) + 1)), one.code
        assert all(rung.to and rung.kind.form.audience is Audience.STAFF for rung in one.rungs), one.code
        assert not one.is_clinical or one.approval, one.code
