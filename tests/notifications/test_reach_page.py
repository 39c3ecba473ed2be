"""The page of where one is reached: for staff and for people, in both languages, with whatever stands on it."""

from __future__ import annotations

import pytest
from django.test import override_settings
from django.urls import reverse

from carecoord.accounts.models import User
from carecoord.notifications.reach import Device, MailTrouble, Phone, TroubleReason
from carecoord.providers import TextCarrier
from tests.accounts.hands import client_of
from tests.cast import Cast
from tests.truth import truth

pytestmark = pytest.mark.django_db
PAGE = reverse("notices:reach")


@override_settings(SMS=TextCarrier())
def test_a_person_reads_it_in_spanish_and_mends_the_address(cast: Cast) -> None:
    with truth():
        User.objects.filter(pk=cast.pat.pk).update(language="es")
        MailTrouble.objects.create(user=cast.pat, address=cast.pat.email, reason=TroubleReason.BOUNCED)
        Phone.objects.create(user=cast.pat, number="+12025550142")
        Device.objects.create(user=cast.pat, endpoint="https://fcm.googleapis.com/x", p256dh="x", auth="y", name="Firefox")
    pat = client_of(cast, "pat")
    shown = pat.get(PAGE).content.decode()
    for words in ("Dónde me encuentran", "es devuelto", "aún no está confirmado", "Firefox", "Envíenme un código"):
        assert words in shown, words
    assert pat.post(reverse("notices:mend_mail")).status_code == 302
    with truth():
        assert not MailTrouble.objects.exists()


@override_settings(SMS=TextCarrier())
def test_a_wrong_code_counts_even_though_the_page_comes_back(cast: Cast) -> None:
    bo = client_of(cast, "bo")
    bo.post(reverse("notices:phone"), {"number": "202 555 0142"})
    bo.post(reverse("notices:phone_code"), {"code": "nope"})
    with truth():
        assert list(Phone.objects.values_list("number", "wrong", "asked")) == [("+12025550142", 1, 1)]
    bo.post(reverse("notices:phone_remove"))
    assert b"is not confirmed" not in bo.get(PAGE).content
