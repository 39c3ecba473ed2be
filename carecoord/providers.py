"""Who carries what leaves the building, read from one address each: EMAIL_URL and SMS_URL turned into settings. Asks nobody, opens nothing.

A mail provider more: one row of MAIL. The names of settings are those of django-anymail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from carecoord.env import BadEnvironment


@dataclass(frozen=True)
class Provider:
    """`user`, `password` and `host` name the settings that these parts of the address fill; all of them must be there.

    `hook` is the view of anymail that reads what the provider says afterwards, `signature` the setting of the key it signs with (empty: it
    signs nothing, so a shared secret alone proves that it speaks).
    """

    backend: str
    hook: str
    user: str
    password: str = ""
    host: str = ""
    url: str = ""  # the setting that `?api_url=` fills, for another region
    signature: str = ""
    needs: str = ""  # a package that is not among ours


MAIL: dict[str, Provider] = {
    "mailgun": Provider(
        "anymail.backends.mailgun.EmailBackend",
        "anymail.webhooks.mailgun.MailgunTrackingWebhookView",
        "MAILGUN_API_KEY",
        host="MAILGUN_SENDER_DOMAIN",
        url="MAILGUN_API_URL",
        signature="MAILGUN_WEBHOOK_SIGNING_KEY",
    ),
    "postmark": Provider(
        "anymail.backends.postmark.EmailBackend",
        "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
        "POSTMARK_SERVER_TOKEN",
        url="POSTMARK_API_URL",
    ),
    "sendgrid": Provider(
        "anymail.backends.sendgrid.EmailBackend",
        "anymail.webhooks.sendgrid.SendGridTrackingWebhookView",
        "SENDGRID_API_KEY",
        url="SENDGRID_API_URL",
        signature="SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY",
    ),
    "brevo": Provider(
        "anymail.backends.brevo.EmailBackend", "anymail.webhooks.brevo.BrevoTrackingWebhookView", "BREVO_API_KEY", url="BREVO_API_URL"
    ),
    "sparkpost": Provider(
        "anymail.backends.sparkpost.EmailBackend",
        "anymail.webhooks.sparkpost.SparkPostTrackingWebhookView",
        "SPARKPOST_API_KEY",
        url="SPARKPOST_API_URL",
    ),
    "mailjet": Provider(
        "anymail.backends.mailjet.EmailBackend",
        "anymail.webhooks.mailjet.MailjetTrackingWebhookView",
        "MAILJET_API_KEY",
        password="MAILJET_SECRET_KEY",  # noqa: S106  # the name of a setting
        url="MAILJET_API_URL",
    ),
    "ses": Provider(
        "anymail.backends.amazon_ses.EmailBackend",
        "anymail.webhooks.amazon_ses.AmazonSESTrackingWebhookView",
        "aws_access_key_id",
        password="aws_secret_access_key",  # noqa: S106  # as above
        host="region_name",
        needs="boto3",
    ),
}
MAIL_SCHEMES = ("console", "smtp", "smtps", *MAIL)
SHAPES = {"mailgun": "KEY@mg.example.org", "mailjet": "KEY:SECRET@", "ses": "KEY_ID:SECRET@us-east-1"}


@dataclass(frozen=True)
class Carrier:
    """What the mail settings need: the backend, and for a provider the settings of anymail and the view of its hook."""

    backend: str
    anymail: Mapping[str, Any] = field(repr=False)
    hook: str = ""
    is_signed: bool = False


def mail(url: str, *, hook_secret: str = "", hook_key: str = "") -> Carrier:
    """The carrier that EMAIL_URL names; raises `BadEnvironment` with one sentence."""
    parts = urlsplit(url)
    provider = MAIL.get(parts.scheme)
    if provider is None:
        name = "console" if parts.scheme == "console" else "smtp"
        return Carrier(f"django.core.mail.backends.{name}.EmailBackend", {})
    if provider.needs and find_spec(provider.needs) is None:
        raise BadEnvironment(
            f"EMAIL_URL begins with {parts.scheme}:, which needs the package {provider.needs}; install it beside carecoord."
        )
    names = credentials(parts, provider)
    settings: dict[str, Any] = {"AMAZON_SES_CLIENT_PARAMS": names} if parts.scheme == "ses" else dict(names)
    if address := parse_qs(parts.query).get("api_url", [""])[0]:
        settings[provider.url] = address
    settings |= {"WEBHOOK_SECRET": hook_secret} if hook_secret else {}
    is_signed = bool(provider.signature and hook_key)
    settings |= {provider.signature: hook_key} if is_signed else {}
    return Carrier(provider.backend, settings | {"REQUESTS_TIMEOUT": 10}, provider.hook, is_signed)


def credentials(parts: SplitResult, provider: Provider) -> dict[str, str]:
    """The settings that user, password and host of the address fill."""
    found = {provider.user: parts.username, provider.password: parts.password, provider.host: parts.hostname}
    wanted = {name: unquote(value or "") for name, value in found.items() if name}
    if not all(wanted.values()):
        shape = SHAPES.get(parts.scheme, "KEY@")
        raise BadEnvironment(f"EMAIL_URL lacks a part; write {parts.scheme}://{shape}, special characters as %XX.")
    return wanted


@dataclass(frozen=True)
class TextCarrier:
    """`sender` is a number in E.164 or the id of a messaging service; empty names stand for the console."""

    account: str = ""
    token: str = field(default="", repr=False)
    sender: str = ""

    @property
    def is_console(self) -> bool:
        return not self.account


def texts(url: str) -> TextCarrier:
    """The carrier that SMS_URL names: console:, or twilio://ACCOUNT:TOKEN@SENDER."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return TextCarrier()
    sender = unquote(parts.netloc.rpartition("@")[2])  # not `hostname`, which makes letters small
    if not (parts.username and parts.password and sender):
        raise BadEnvironment("SMS_URL lacks a part; write twilio://ACCOUNT:TOKEN@+13195550100, or a messaging service's id after the @.")
    return TextCarrier(unquote(parts.username), unquote(parts.password), sender)
