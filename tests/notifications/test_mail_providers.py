"""Mail through a provider: from the address in EMAIL_URL to its answer, over real HTTP; and who the mail says it is from."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import override_settings

from carecoord import env, providers
from carecoord.accounts import sender_names
from carecoord.accounts.models import Organization
from carecoord.notifications import Kind, delivery
from carecoord.notifications.states import State
from tests.cast import Cast
from tests.notifications.providers import provider
from tests.notifications.stage import as_worker_role, notice, now
from tests.truth import truth

pytestmark = pytest.mark.django_db
TAKEN = json.dumps({"ErrorCode": 0, "Message": "OK", "MessageID": "pm-1", "To": "bo@lakeside.example", "SubmittedAt": "x"}).encode()


def deliver() -> int:
    with as_worker_role():
        return delivery.deliver()


def settings_of(url: str) -> dict[str, object]:
    carrier = providers.mail(url)
    return {"EMAIL_BACKEND": carrier.backend, "ANYMAIL": {**carrier.anymail, "IGNORE_UNSUPPORTED_FEATURES": True}}


def test_a_provider_takes_a_message_and_its_id_is_kept(cast: Cast) -> None:
    row = notice(cast.bo)
    with provider((200, TAKEN)) as postmark, override_settings(**settings_of(f"postmark://token@?api_url={postmark.address}")):
        assert deliver() == 1
    [asked] = postmark.asked
    said = json.loads(asked.body)
    assert asked.headers["x-postmark-server-token"] == "token"
    assert said["Metadata"] == {"notice": str(row.pk)}
    assert {"Name": "Message-ID", "Value": f"<{row.pk}@localhost>"} in said["Headers"]
    assert (said["TrackOpens"], said["TrackLinks"]) == (False, "None")
    assert (now(row).state, now(row).provider_id) == (State.SENT, "pm-1")


ANSWERS = [
    (422, b'{"ErrorCode": 300, "Message": "Invalid email request"}', State.FAILED),
    (429, b'{"ErrorCode": 1, "Message": "slow down"}', State.RETRY),
    (401, b'{"ErrorCode": 10, "Message": "bad token"}', State.RETRY),
    (503, b"{}", State.RETRY),
]


@pytest.mark.parametrize(("status", "body", "state"), ANSWERS)
def test_what_a_refusal_means(cast: Cast, status: int, body: bytes, state: State) -> None:
    row = notice(cast.bo)
    with provider((status, body)) as postmark, override_settings(**settings_of(f"postmark://token@?api_url={postmark.address}")):
        assert deliver() == 0
    after = now(row)
    assert after.state == state
    assert "token" not in after.last_error_class


def test_a_provider_that_is_away_costs_one_attempt(cast: Cast) -> None:
    rows = [notice(cast.bo) for _ in range(3)]
    with override_settings(**settings_of("postmark://token@?api_url=http://127.0.0.1:9/")):
        assert deliver() == 0
    assert sorted(now(row).attempts for row in rows) == [0, 0, 1]


ADDRESSES: list[tuple[str, Mapping[str, object]]] = [
    ("mailgun://key@mg.example.org", {"MAILGUN_API_KEY": "key", "MAILGUN_SENDER_DOMAIN": "mg.example.org"}),
    ("postmark://a%40b@", {"POSTMARK_SERVER_TOKEN": "a@b"}),
    ("sendgrid://key@", {"SENDGRID_API_KEY": "key"}),
    ("mailjet://key:secret@", {"MAILJET_API_KEY": "key", "MAILJET_SECRET_KEY": "secret"}),
    ("brevo://key@?api_url=https://x/", {"BREVO_API_KEY": "key", "BREVO_API_URL": "https://x/"}),
    ("sparkpost://key@", {"SPARKPOST_API_KEY": "key"}),
]


@pytest.mark.parametrize(("url", "wanted"), ADDRESSES)
def test_an_address_becomes_settings(url: str, wanted: Mapping[str, object]) -> None:
    found = providers.mail(url)
    assert dict(found.anymail) == {**wanted, "REQUESTS_TIMEOUT": 10}
    assert not any("hook" in value for value in map(str, found.anymail))


@pytest.mark.parametrize("url", ["mailgun://key@", "mailgun://mg.example.org", "postmark://", "mailjet://key@"])
def test_an_address_that_lacks_a_part_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(env.BadEnvironment, match="EMAIL_URL lacks a part; write ") as refusal:
        providers.mail(url)
    assert "key@mg" not in str(refusal.value)


def test_a_provider_whose_package_is_not_here_is_named() -> None:
    with pytest.raises(env.BadEnvironment, match="needs the package boto3"):
        providers.mail("ses://id:secret@us-east-1")


def test_the_environment_knows_every_provider() -> None:
    assert set(env.SCHEMES["EMAIL_URL"]) == set(providers.MAIL_SCHEMES)


REVEALING = [
    "Cedar Valley Oncology", "Lakeside Cell Therapy", "Summit CAR-T Program", "C A R T Center", "Centro de Cáncer", "Mieloma Múltiple",
    "Bone Marrow Transplant", "Hematology Group", "Blood Partners", "Infusión Norte", "Tumor Board", "Terapia celular", "Neuro-oncología",
]  # fmt: skip  # a table: one row a line


@pytest.mark.parametrize("name", REVEALING)
def test_a_name_that_reveals_is_refused_in_a_sentence_and_never_sent(name: str) -> None:
    with pytest.raises(ValidationError, match="says what people are treated for"):
        sender_names.valid(name)
    assert sender_names.header(name, "a@b.example") == "carecoord <a@b.example>"


@pytest.mark.parametrize("name", ["Cedar Valley", "Excellence Health", "Hospital General", "St. Mary's", "Cartwright Clinic"])
def test_other_names_stand(name: str) -> None:
    sender_names.valid(name)


@pytest.mark.parametrize("name", ["x\nBcc: y@z.example", "a@b.example", "<b>", "http://x"])
def test_a_name_is_letters(name: str) -> None:
    with pytest.raises(ValidationError):
        sender_names.valid(name)
    assert sender_names.header(name, "a@b.example") == "carecoord <a@b.example>"


def name_it(key: str, cast: Cast, name: str) -> None:
    with truth():
        Organization.objects.filter(pk=cast.organizations[key].pk).update(sender_name=name)


def test_staff_get_mail_in_the_name_of_their_place_and_people_in_their_practices(cast: Cast) -> None:
    name_it("lakeside", cast, "Lakeside")
    name_it("cedar", cast, "Cedar Valley")
    notice(cast.bo, organization=cast.organizations["lakeside"])
    notice(cast.sam, kind=Kind.ROAD_NEWS, patient_id=cast.denise.pk)
    notice(cast.ida)
    assert deliver() == 3
    senders = {message.to[0]: message.from_email for message in mail.outbox}
    assert senders["bo@lakeside.example"] == "Lakeside via carecoord <no-reply@carecoord.example>"
    assert senders[cast.sam.email] == "Cedar Valley via carecoord <no-reply@carecoord.example>"
    assert senders[cast.ida.email] == "carecoord <no-reply@carecoord.example>"


def test_by_default_the_name_is_carecoord_alone(cast: Cast) -> None:
    notice(cast.bo, organization=cast.organizations["lakeside"])
    deliver()
    assert mail.outbox[0].from_email == "carecoord <no-reply@carecoord.example>"
