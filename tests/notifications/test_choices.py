"""People choose what comes how, and their hours: pages and API; each change counted, told to the log, and only ever one's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from carecoord.accounts.models import Language
from carecoord.audit.models import Event
from carecoord.notifications.kinds import KINDS, Audience, Topic, topics_for
from carecoord.notifications.models import Choice, Habits
from carecoord.notifications.wishes import When
from tests.cast import Cast
from tests.house.world import client_of
from tests.notifications.stage import notice, now
from tests.truth import truth

pytestmark = pytest.mark.django_db
CHOICES, HOURS = "/notices/choices/", "/notices/hours/"
API_CHOICES, API_HOURS = "/api/v1/notices/choices/", "/api/v1/notices/hours/"


def form_of(client: Client, path: str) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    form = client.get(path).context["form"]
    return {name: "" if form[name].value() is None else form[name].value() for name in form.fields}


def stored(cast: Cast, who: str = "bo") -> dict[tuple[str, str], str]:
    with truth():
        return {(row.topic, row.channel): row.when for row in Choice.objects.filter(user=cast.users[who])}


def patch(client: Client, path: str, body: dict[str, Any], version: int | None = None) -> Any:
    headers = {"If-Match": f'"{version}"'} if version is not None else {}
    return client.patch(path, body, content_type="application/json", headers=headers)


class TestPage:
    def test_the_table_names_every_topic_and_what_is_always_on(self, cast: Cast) -> None:
        page = client_of(cast, "bo").get(CHOICES).content.decode()
        assert "When somebody mentions you" in page
        assert page.count("Always on") == 4
        assert 'name="urgent-email"' not in page
        assert 'name="urgent-sms"' in page
        assert "News on the road" not in page

    def test_sending_it_unchanged_changes_nothing(self, cast: Cast) -> None:
        bo = client_of(cast, "bo")
        assert bo.post(CHOICES, form_of(bo, CHOICES)).status_code == 302
        assert stored(cast) == {}
        assert form_of(bo, CHOICES)["version"] == 0

    def test_what_differs_is_kept_and_told(self, cast: Cast) -> None:
        bo = client_of(cast, "bo")
        bo.post(CHOICES, {**form_of(bo, CHOICES), "loop-email": "weekly", "urgent-sms": "now"})
        assert stored(cast) == {("loop", "email"): "weekly", ("urgent", "sms"): "now"}
        assert stored(cast, "nan") == {}
        with truth():
            event = Event.objects.get(action="notices.choose")
        assert (event.user_id, event.fields) == (cast.bo.pk, ["loop-email-weekly", "urgent-sms-now"])
        bo.post(CHOICES, {**form_of(bo, CHOICES), "loop-email": "now"})
        assert stored(cast)["loop", "email"] == "now"

    def test_safety_cannot_be_switched_off_by_any_form(self, cast: Cast) -> None:
        bo = client_of(cast, "bo")
        bo.post(CHOICES, {**form_of(bo, CHOICES), "urgent-email": "off", "visits-email": "daily"})
        assert stored(cast) == {}
        assert bo.post(CHOICES, {**form_of(bo, CHOICES), "urgent-sms": "daily"}).status_code == 422

    def test_two_windows(self, cast: Cast) -> None:
        bo = client_of(cast, "bo")
        first, second = form_of(bo, CHOICES), form_of(bo, CHOICES)
        assert bo.post(CHOICES, {**first, "loop-email": "off"}).status_code == 302
        late = bo.post(CHOICES, {**second, "loop-email": "daily"})
        assert late.status_code == 422
        assert "another window" in late.content.decode()
        assert stored(cast)["loop", "email"] == "off"
        assert bo.post(CHOICES, {**second, "loop-email": "daily", "version": late.context["form"]["version"].value()}).status_code == 302

    def test_patients_have_theirs_in_their_language(self, cast: Cast) -> None:
        with truth():
            type(cast.pat).objects.filter(pk=cast.pat.pk).update(language=Language.SPANISH)
        pat = client_of(cast, "pat")
        page = pat.get(CHOICES).content.decode()
        assert "Cómo llegan los avisos" in page
        assert "Siempre activo" in page
        assert "Una vez al día" in page
        assert "Horas de descanso" in pat.get(HOURS).content.decode()


class TestHours:
    def test_patients_begin_with_quiet_nights_and_staff_without(self, cast: Cast) -> None:
        with truth():
            Habits.objects.filter(user=cast.pat).update(is_quiet=None)
        pats, bos = form_of(client_of(cast, "pat"), HOURS), form_of(client_of(cast, "bo"), HOURS)
        assert (pats["is_quiet"], str(pats["quiet_from"]), str(pats["quiet_until"])) == ("yes", "21:00:00", "07:00:00")
        assert bos["is_quiet"] == "no"
        assert "deputy_id" in bos
        assert "deputy_id" not in pats

    def test_kept_and_told(self, cast: Cast) -> None:
        bo, today = client_of(cast, "bo"), timezone.localdate()
        away = {"away_from_on": today, "away_until_on": today + timedelta(days=7), "deputy_id": cast.users["nan"].pk}
        assert bo.post(HOURS, {**form_of(bo, HOURS), "is_quiet": "yes", "digest_hour": 6, **away}).status_code == 302
        with truth():
            row = Habits.objects.get(user=cast.bo)
            fields = Event.objects.get(action="notices.habits").fields
        assert (row.is_quiet, row.digest_hour, row.deputy_id, row.version) == (True, 6, cast.users["nan"].pk, 1)
        assert set(fields) == {"is_quiet", "digest_hour", *away}

    @pytest.mark.parametrize("who", ["chen", "ana", "rae"])
    def test_a_deputy_is_a_colleague_who_does_the_same_work(self, cast: Cast, who: str) -> None:
        bo, today = client_of(cast, "bo"), timezone.localdate()
        assert f'value="{cast.users[who].pk}"' not in bo.get(HOURS).content.decode()
        body = {"away_from_on": str(today), "away_until_on": str(today), "deputy_id": cast.users[who].pk}
        assert patch(bo, API_HOURS, body, 0).status_code == 409

    @pytest.mark.parametrize(("first", "last"), [(0, None), (None, 3), (3, 0)])
    def test_days_in_order(self, cast: Cast, first: int | None, last: int | None) -> None:
        bo, today = client_of(cast, "bo"), timezone.localdate()
        days = ["" if n is None else today + timedelta(days=n) for n in (first, last)]
        answer = bo.post(HOURS, {**form_of(bo, HOURS), "away_from_on": days[0], "away_until_on": days[1]})
        assert answer.status_code == 422
        assert "day away" in answer.content.decode()

    def test_what_waits_is_looked_at_again(self, cast: Cast) -> None:
        later = timezone.now() + timedelta(hours=9)
        quiet, provider = notice(cast.bo, try_at=later, last_error_class="quiet_hours"), notice(cast.bo, try_at=later)
        others = notice(cast.users["nan"], try_at=later, last_error_class="quiet_hours")
        assert patch(client_of(cast, "bo"), API_HOURS, {"is_quiet": False}, 0).status_code == 200
        assert now(quiet).try_at <= timezone.now()
        assert now(provider).try_at == later
        assert now(others).try_at == later


class TestApi:
    def test_read_and_change_by_version(self, cast: Cast) -> None:
        bo = client_of(cast, "bo")
        answer = bo.get(API_CHOICES)
        assert answer.headers["ETag"] == '"0"'
        cells = {(c["topic"], c["channel"]): c for c in answer.json()["choices"]}
        assert cells["thread", "email"]["when"] == When.DAILY
        assert cells["urgent", "email"] == {"topic": "urgent", "channel": "email", "when": "now", "offered": []}
        body = {"choices": [{"topic": "thread", "channel": "email", "when": "off"}]}
        assert patch(bo, API_CHOICES, body).status_code == 428
        assert patch(bo, API_CHOICES, body, 0).json()["version"] == 1
        assert patch(bo, API_CHOICES, body, 0).status_code == 409
        assert stored(cast) == {("thread", "email"): "off"}

    @pytest.mark.parametrize(
        ("cell", "status"),
        [
            ({"topic": "urgent", "channel": "email", "when": "off"}, 409),
            ({"topic": "thread", "channel": "sms", "when": "daily"}, 409),
            ({"topic": "thread", "channel": "inapp", "when": "off"}, 409),
            ({"topic": "news", "channel": "email", "when": "off"}, 409),
            ({"topic": "x", "channel": "email", "when": "off"}, 400),
            ({"topic": "thread", "channel": "email", "when": "off", "user": 1}, 400),
        ],
    )
    def test_what_cannot_be_chosen(self, cast: Cast, cell: dict[str, Any], status: int) -> None:
        assert patch(client_of(cast, "bo"), API_CHOICES, {"choices": [cell]}, 0).status_code == status
        assert stored(cast) == {}

    def test_hours(self, cast: Cast) -> None:
        pat = client_of(cast, "pat")
        assert pat.get(API_HOURS).json()["is_quiet"] is False  # the cast keeps none
        assert patch(pat, API_HOURS, {"digest_hour": 24}, 0).status_code == 400
        assert patch(pat, API_HOURS, {"away_from_on": "2026-06-01"}, 0).status_code == 403
        assert patch(pat, API_HOURS, {"quiet_from": "22:30", "digest_weekday": 6}, 0).json()["version"] == 1
        with truth():
            assert str(Habits.objects.get(user=cast.pat).quiet_from) == "22:30:00"

    def test_strangers(self) -> None:
        assert Client().get(API_CHOICES).status_code == 401
        assert Client().get(API_HOURS).status_code == 401


def test_each_topic_has_a_kind() -> None:
    assert {form.topic for form in KINDS.values()} >= set(Topic) - {Topic.DIGEST}


@pytest.mark.parametrize("words", [topic.label for topic in topics_for(Audience.PERSON)] + [when.label for when in When])
def test_what_patients_choose_from_is_translated(words: Any) -> None:
    with override("es"):
        spanish = str(words)
    with override("en"):
        assert spanish != str(words)
