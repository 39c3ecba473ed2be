"""Machine clients: OAuth2 client credentials through allauth's identity provider, bound to one organization each."""

from __future__ import annotations

from allauth.idp.oidc.adapter import DefaultOIDCAdapter

SCOPES = {
    "patients.read": "Read patient records the organization may see.",
    "patients.write": "Register patients and add facts.",
    "referrals.read": "Read referrals.",
    "referrals.write": "Act on referrals: submit, answer, accept.",
}


class Adapter(DefaultOIDCAdapter):  # type: ignore[misc]  # allauth ships no types for it
    """Names our scopes to whoever grants them."""

    scope_display = {**DefaultOIDCAdapter.scope_display, **SCOPES}
