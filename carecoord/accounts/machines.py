"""Machine clients: OAuth2 client credentials through allauth's identity provider. The organization each acts for is known to `access`."""

from __future__ import annotations

import secrets

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client, Token
from django.utils.text import slugify

SCOPES = {
    "patients.read": "Read patient records the organization may see.",
    "patients.write": "Register patients and add facts.",
    "referrals.read": "Read referrals.",
    "referrals.write": "Act on referrals: submit, answer, accept.",
}


class Adapter(DefaultOIDCAdapter):  # type: ignore[misc]  # allauth ships no types for it
    """Names our scopes, and says of this server only what it does: no browser flow, no user's token."""

    scope_display = {**DefaultOIDCAdapter.scope_display, **SCOPES}

    def generate_client_secret(self) -> str:
        return secrets.token_urlsafe(48)

    def populate_server_metadata(self, data: dict[str, str | list[str]]) -> None:
        data["grant_types_supported"] = [str(Client.GrantType.CLIENT_CREDENTIALS)]
        data["scopes_supported"] = sorted(SCOPES)


def make(*, name: str, scopes: list[str]) -> tuple[Client, str]:
    """A confidential client and its secret, which is shown once and kept as a hash. Scopes are what it may ask for at most."""
    secret = Adapter().generate_client_secret()
    client = Client(
        id=f"{slugify(name)[:60] or 'client'}-{secrets.token_hex(4)}",
        name=name,
        type=Client.Type.CONFIDENTIAL,
        grant_types=str(Client.GrantType.CLIENT_CREDENTIALS),
        response_types="",
    )
    client.set_scopes(scopes)
    client.set_default_scopes(scopes)
    client.set_secret(secret)
    client.save(force_insert=True)
    return client, secret


def stop(client_id: str) -> int:
    """Take back every token now and every right to a new one. Returns how many tokens were open."""
    Client.objects.filter(pk=client_id).update(grant_types="", scopes="", default_scopes="")
    found, _ = Token.objects.filter(client_id=client_id).delete()
    return int(found)
