"""Where a request comes from: the address that the trusted proxies name, never one that the caller made up."""

from __future__ import annotations

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest


def ip_of(request: HttpRequest) -> str:
    """As many hops as TRUSTED_PROXIES says are believed; empty where there is no address (a call without a network)."""
    return str(get_client_ip(request) or "") if request.META.get("REMOTE_ADDR") else ""
