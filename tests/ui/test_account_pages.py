"""Every page about signing in and one's own account: in our frame, without violations, without inline style or script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, Cast
from tests.system import looks
from tests.system.browser import Watch
from tests.truth import truth
from tests.ui.conftest import Window
from tests.ui.test_seen import RULES

ANONYMOUS = {
    "sign_in": reverse("account_login") + "?next=/worklist/",
    "forgot": reverse("account_reset_password"),
    "forgot_done": reverse("account_reset_password_done"),
    "bad_link": reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "no-key"}),
    "closed": reverse("account_signup"),
    "confirm": reverse("account_confirm_email", kwargs={"key": "nothing"}),
    "no_page": "/there-is-no-such-page/",
}
OWN = {
    "factors": reverse("mfa_index"),
    "app": reverse("mfa_activate_totp"),
    "keys": reverse("mfa_list_webauthn"),
    "key": reverse("mfa_add_webauthn"),
    "codes": reverse("mfa_generate_recovery_codes"),
    "e_mail": reverse("account_email"),
    "password": reverse("account_change_password"),
    "sessions": reverse("usersessions_list"),
    "sign_out": reverse("account_logout"),
    "again": reverse("account_reauthenticate"),
}


def signed_in(cast: Cast, name: str) -> Client:
    user = cast.users[name]
    with truth():
        EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    client = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36"})
    if name == "rae":
        client.force_login(user)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def pages(cast: Cast) -> dict[str, str]:
    out = Client()
    found = {name: out.get(url) for name, url in ANONYMOUS.items()}
    found["wrong"] = out.post(reverse("account_login"), {"login": "rae@cedarvalley.example", "password": "wrong"})
    pat, rae = signed_in(cast, "pat"), signed_in(cast, "rae")
    found["second_factor"] = Client().post(reverse("account_login"), {"login": cast.users["rae"].email, "password": PASSWORD}, follow=True)
    found |= {f"pat_{name}": pat.get(url) for name, url in OWN.items() if name != "codes"}
    found |= {f"rae_{name}": rae.get(OWN[name], follow=True) for name in ("factors", "sessions", "e_mail", "codes")}
    wrong = {name: (page.status_code, page.headers.get("Location")) for name, page in found.items() if page.status_code not in (200, 404)}
    assert not wrong
    return {name: page.content.decode() for name, page in found.items()}


@pytest.mark.django_db
def test_pages_are_in_our_frame(cast: Cast) -> None:
    for name, page in pages(cast).items():
        assert "css/app.css" in page, name
        assert not re.search(r"\sstyle=|\son[a-z]+=", page), name
        assert not re.search(r"<script(?![^>]*(src=|application/json))", page), name
        assert page.count("<h1") == 1, name
        assert not re.search(r'placeholder="', page), name


@pytest.mark.django_db
def test_sign_in_puts_the_passkey_first_and_the_phone_last(cast: Cast) -> None:
    page = pages(cast)["sign_in"]
    assert page.index("Use a passkey") < page.index('name="password"') < page.index("feeling sick")
    assert "sign up" not in page.lower()


@pytest.mark.django_db
def test_pages_read_in_spanish(cast: Cast) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    page = client.get(reverse("account_login")).content.decode()
    assert '<html lang="es"' in page
    assert "Contraseña" in page
    assert "¿Es paciente o cuidador y se siente mal?" in page


@pytest.mark.browser
@pytest.mark.django_db
def test_pages_are_sound(cast: Cast, window: str, chromium: Any) -> None:
    Window.pages = {f"/{name}": page for name, page in pages(cast).items()}
    watch = Watch()
    opened = watch.over(chromium.new_page(viewport={"width": 1280, "height": 820}))
    found: list[str] = []
    for path in Window.pages:
        opened.goto(f"{window}{path}")
        looks.heard(opened)
        assert not watch.faults, path
        found += looks.faults_in_every(opened, f"account{path.replace('/', '-')}", tags=RULES)
        looks.heard(opened)
        watch.faults.clear()  # axe measures with inline styles of its own
    opened.close()
    assert not found, "\n".join(found)
