"""The key by which push services know this house (VAPID, RFC 8292), and its public half for browsers."""

from __future__ import annotations

import base64
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid


def vapid() -> Vapid:
    return made(settings.PUSH_KEY)


@cache
def made(pem: str) -> Vapid:
    return Vapid.from_pem(pem.encode())


def public() -> str:
    """What `pushManager.subscribe` takes; empty where this house has no key."""
    if not settings.PUSH_KEY:
        return ""
    key: ec.EllipticCurvePublicKey = vapid().public_key
    return base64.urlsafe_b64encode(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).rstrip(b"=").decode()
