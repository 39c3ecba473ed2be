"""What a fault of a mail server or a provider means for this message and for the next one."""

from __future__ import annotations

import smtplib

from anymail.exceptions import AnymailAPIError, AnymailConfigurationError, AnymailRecipientsRefused

from carecoord.notifications.channels import Busy, Refusal, Unreachable

PERMANENT = 500
OURS = (401, 403)  # a key that is not taken: nothing else would be taken either
PATIENCE = (408, 425, 429)


def trouble(fault: Exception) -> Refusal | Busy | Unreachable:
    if isinstance(fault, smtplib.SMTPException):
        return of_server(fault)
    if isinstance(fault, OSError) and not isinstance(fault, AnymailAPIError):
        return Unreachable(type(fault).__name__)
    return of_provider(fault)


def of_server(fault: smtplib.SMTPException) -> Refusal | Busy | Unreachable:
    name = type(fault).__name__
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _ in fault.recipients.values()), default=0)
        return Refusal(f"{name} {code}") if code >= PERMANENT else Busy(f"{name} {code}")
    if isinstance(fault, smtplib.SMTPDataError):
        return Refusal(f"{name} {fault.smtp_code}") if fault.smtp_code >= PERMANENT else Busy(f"{name} {fault.smtp_code}")
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        return Refusal(name)
    return Unreachable(name)


def of_provider(fault: Exception) -> Refusal | Busy | Unreachable:
    """By the status of the answer: 4xx is about this message, a refused key or a fault of the provider about all of them."""
    name, code = type(fault).__name__, int(getattr(fault, "status_code", None) or 0)
    if isinstance(fault, AnymailRecipientsRefused):
        return Refusal(name)
    if isinstance(fault, AnymailConfigurationError) or code == 0:
        return Unreachable(name)
    if code in PATIENCE:
        return Busy(f"{name} {code}")
    if 400 <= code < 500 and code not in OURS:
        return Refusal(f"{name} {code}")
    return Unreachable(f"{name} {code}")
