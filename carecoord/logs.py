"""What the log says of a request: method and path. No query (a search holds names), no secret of a letter's link or a calendar's."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

SECRET_PATHS = re.compile(r"^(/invitations/|/accounts/password/reset/key/|/accounts/confirm-email/|/calendar/)[^/]+")


class RequestLog(RequestMiddleware):
    """django-structlog's middleware without queries and secrets."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        path = SECRET_PATHS.sub(r"\1…", request.path)
        return f"{request.method} {path}"
