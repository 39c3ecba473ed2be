"""One of everything, for tests that walk all addresses: the objects behind `<uuid:...>` and friends, and how to sign in as the cast.

A room that lands a page with a new kind of object adds its maker to `MAKERS`. All objects hang on Denise Okafor of Cedar Valley.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from carecoord.accounts.models import User
from tests.cast import Cast
from tests.house.rules import sample_rules, sample_verdict
from tests.truth import truth

CANARY = "Okafor"  # Denise's family name: a page that shows it has shown her record

WHO = ("nobody", "ana", "rae", "pia", "uma", "cy", "bo", "chen", "nan", "dee", "pat", "sam", "ida")


def _patient(cast: Cast) -> Any:
    return cast.denise.pk


def _notice(cast: Cast) -> Any:
    """Addressed to Bo."""
    from carecoord.notifications import Channel, Kind
    from carecoord.notifications.models import Notification

    return Notification.objects.create(kind=Kind.NOTE_WRITTEN, recipient=cast.bo, channel=Channel.INAPP, key="house").pk


def _attention(cast: Cast) -> Any:
    """An urgent notice to Lakeside about Denise that nobody read."""
    from carecoord.notifications import Kind
    from carecoord.notifications.models import Attention

    since = timezone.now() - timedelta(days=1)
    values = {"organization": cast.organizations["lakeside"], "about": uuid4(), "patient_id": cast.denise.pk}
    return Attention.objects.create(kind=Kind.CONSULT_MISSED, matter="house", since=since, **values).pk


def _education_version(cast: Cast) -> Any:
    """The article on the first visit, approved by Dr. Chen."""
    from education import content
    from education.models import Document, Part, Topic, Version
    from education.states import Status

    article = next(a for a in content.articles() if a.topic == "first-visit")
    topic = Topic.objects.create(slug="first-visit", order=30, part=Part.START)
    document = Document.objects.create(topic=topic, language=article.language)
    level, today = article.level, timezone.localdate()
    return Version.objects.create(
        document=document,
        number=1,
        digest=article.digest,
        reading_measure=level.measure,
        reading_score=level.score,
        reading_grade=level.grade,
        status=Status.APPROVED,
        submitted_by=cast.users["nan"],
        approved_by=cast.users["chen"],
        reviewed_on=today,
        valid_until=today + timedelta(days=365),
        **article.content(),
    ).pk


def _referral(cast: Cast) -> Any:
    """Sent by Cedar Valley, not yet received by Lakeside."""
    from django.utils import timezone

    from carecoord.access.models import Grant, Scope, Source
    from referrals.models import Referral
    from referrals.states import Side, Stage

    center = cast.organizations["lakeside"]
    row = Referral.objects.create(
        patient=cast.denise,
        from_org=cast.organizations["cedar"],
        to_org=center,
        stage=Stage.SUBMITTED,
        ball=Side.RECEIVER,
        is_open=True,
        due_at=timezone.now(),
        submitted_at=timezone.now(),
    )
    Grant.objects.create(patient_id=cast.denise.pk, organization=center, scope=Scope.INTAKE, source=Source.REFERRAL, about=row.pk)
    return row.pk


def _journey(cast: Cast) -> Any:
    """At Lakeside, which has not accepted yet: only the practice has the chart, so only the practice sees it."""
    from referrals.models import Journey, Referral
    from tests.referrals.pathway.trip import protocol

    referral = Referral.objects.filter(patient=cast.denise).first() or Referral.objects.get(pk=_referral(cast))
    sides = {"practice": referral.from_org, "center": referral.to_org}
    return Journey.objects.create(patient=cast.denise, referral=referral, protocol=protocol(), phase="consult", **sides).pk


def _protocol(cast: Cast) -> Any:
    from tests.referrals.pathway.trip import protocol

    return protocol().code


def _protocol_version(cast: Cast) -> Any:
    from tests.referrals.pathway.trip import protocol

    return protocol().version


def _override(cast: Cast) -> Any:
    """Proposed by Bo for Lakeside, not yet approved."""
    from referrals.models import CenterOverride

    about = {"center": cast.organizations["lakeside"], "protocol_code": _protocol(cast), "step": "stay_near", "offset": 28}
    words = {"reason": "Distances are long", "source": "Policy 12", "effective_on": timezone.localdate()}
    return CenterOverride.objects.create(**about, **words, set_by=cast.users["bo"]).pk


def _of_the_journey(cast: Cast) -> Any:
    from referrals.models import Journey

    return Journey.objects.get(pk=_journey(cast)) if not Journey.objects.exists() else Journey.objects.get()


def _step(cast: Cast) -> Any:
    """The practice's, ready."""
    from referrals.models import JourneyStep

    journey = _of_the_journey(cast)
    values = {"code": "restaging", "phase": "workup", "owner_role": "RO", "site": "practice", "state": "ready"}
    return JourneyStep.objects.create(journey=journey, patient=cast.denise, owner_org=cast.organizations["cedar"], **values).pk


def _flag(cast: Cast) -> Any:
    from referrals.models import JourneyFlag

    return JourneyFlag.objects.create(journey=_of_the_journey(cast), words="Distress is 4 or more").pk


def _branch(cast: Cast) -> Any:
    from referrals.models import JourneyBranch

    return JourneyBranch.objects.create(journey=_of_the_journey(cast), code="F07", reason_code="progression").pk


def _meeting(cast: Cast) -> Any:
    """Of Lakeside, without a case: the sample journey is not open to it."""
    from referrals.models import Meeting

    return Meeting.objects.create(center=cast.organizations["lakeside"], on=timezone.localdate()).pk


def _result(cast: Cast) -> Any:
    from patients.models import Result

    return Result.objects.create(patient=cast.denise, name="Hemoglobin", loinc="718-7", value=9, taken_at=timezone.now()).pk


def _assessment(cast: Cast) -> Any:
    from patients.models import Assessment

    return Assessment.objects.create(patient=cast.denise, tool="iss", rule="iss/1", inputs={}, result={"stage": "I"}).pk


def _document(cast: Cast) -> Any:
    """Refused, so without a file."""
    from patients.models import Document

    return Document.objects.create(patient=cast.denise, organization=cast.organizations["cedar"], title="Scan", state="refused").pk


def _twin(cast: Cast) -> Any:
    """A second record at Cedar Valley that may be Denise's."""
    from patients.models import Patient

    return Patient.objects.create(custodian=cast.organizations["cedar"], given_name="Denise", family_name="Okafor").pk


def _caregiver(cast: Cast) -> Any:
    from patients.models import Caregiver

    return Caregiver.objects.create(patient=cast.denise, name="Lee").pk


def _resource(cast: Cast) -> Any:
    from referrals.models import Resource

    return Resource.objects.get_or_create(center=cast.organizations["lakeside"], kind="chair", name="Chair 1")[0].pk


def _booking(cast: Cast) -> Any:
    """Free, next week."""
    from referrals.models import Booking

    start = timezone.now() + timedelta(days=7)
    row = {"resource_id": _resource(cast), "center": cast.organizations["lakeside"], "starts_at": start}
    return Booking.objects.create(**row, ends_at=start + timedelta(hours=6)).pk


def _trial(cast: Cast) -> Any:
    """Open, with a site beside Lakeside."""
    from referrals.models import Trial, TrialSite

    row = Trial.objects.create(nct_id="NCT01234567", title="Cells for myeloma", status="recruiting", is_of_myeloma=True, source="registry")
    TrialSite.objects.create(trial=row, place=0, facility="Lakeside", zip_code="60611", latitude=41.89, longitude=-87.62)
    return row.nct_id


# Samples by parameter name; a table line can replace them (tests/house/urls.py). Each maker runs inside `truth()`.
MAKERS: dict[str, Callable[[Cast], Any]] = {
    "patient_id": _patient,
    "other_id": _twin,
    "fact_id": _result,
    "assessment_id": _assessment,
    "document_id": _document,
    "caregiver_id": _caregiver,
    "notice_id": _notice,
    "attention_id": _attention,
    "version_id": _education_version,
    "referral_id": _referral,
    "journey_id": _journey,
    "entry_id": lambda cast: uuid4(),
    "episode_id": lambda cast: uuid4(),
    "code": _protocol,
    "version": _protocol_version,
    "other": _protocol_version,
    "step": lambda cast: "stay_near",
    "series": lambda cast: 0,
    "override_id": _override,
    "handoff_id": lambda cast: uuid4(),
    "note_id": lambda cast: uuid4(),
    "step_id": _step,
    "flag_id": _flag,
    "branch_id": _branch,
    "verb": lambda cast: "receive",
    "item_id": lambda cast: uuid4(),
    "meeting_id": _meeting,
    "case_id": lambda cast: uuid4(),
    "feed_id": lambda cast: uuid4(),
    "view_id": lambda cast: 0,
    "resource_id": _resource,
    "booking_id": _booking,
    "nct_id": _trial,
    "criteria_id": lambda cast: uuid4(),
    "option_id": lambda cast: uuid4(),
    "rule_set_id": sample_rules,
    "verdict_id": sample_verdict,
    "criterion_id": lambda cast: uuid4(),
    "restriction_id": lambda cast: uuid4(),
    "place_id": lambda cast: uuid4(),
    "break_glass_id": lambda cast: uuid4(),
    "object_id": lambda cast: cast.users["uma"].pk,
    "content_type_id": lambda cast: 1,
    "app_label": lambda cast: "accounts",
    "url": lambda cast: "no-such-page/",
    "pk": lambda cast: uuid4(),
    "uidb36": lambda cast: "1",
    "key": lambda cast: "not-a-key",
}


@pytest.fixture
def samples(cast: Cast) -> dict[str, Any]:
    with truth():
        return {name: make(cast) for name, make in MAKERS.items()}


def client_of(cast: Cast, who: str) -> Client:
    """A browser signed in as this member of the cast, at their organization, second factor done; `nobody` is signed out."""
    client = Client(raise_request_exception=False)
    if who == "nobody":
        return client
    client.force_login(cast.users[who])
    session = client.session
    home = cast.homes.get(who)
    session["organization_id"] = cast.organizations[home].pk if home else None
    session["has_factor"] = True
    session.save()
    return client


def signed_in_afresh(client: Client, user: User, *, ago: float = 0) -> Client:
    """As if the password had been given `ago` seconds before now."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - ago, "email": user.email}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
