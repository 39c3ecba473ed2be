"""Which addresses we send to: push services of browsers' makers and nobody else, or a page could make this house call any machine."""

from __future__ import annotations

from urllib.parse import urlsplit

HOSTS = ("fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com")
FAMILIES = (".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com")


def allowed(endpoint: str) -> bool:
    """HTTPS, the usual port, no name or password in it, a known host."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" or port not in (None, 443) or "@" in parts.netloc:
        return False
    return host in HOSTS or host.endswith(FAMILIES)
