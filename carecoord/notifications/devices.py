"""Browsers that take notices: what a page may tell us of one, kept for the person who is signed in on it."""

from __future__ import annotations

import base64
import binascii

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.audit import trail
from carecoord.notifications.channels.push import endpoints
from carecoord.notifications.reach import Device

MOST = 10
POINT, SECRET = 65, 16  # bytes of a public point and of a shared secret (RFC 8291)
KINDS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
MACHINES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac", "Mac"), ("Linux", "Linux"))


class DeviceForm(forms.Form):
    """What `pushManager.subscribe` gave: held to known hosts and to keys of the right size before anything is kept."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)

    def clean_endpoint(self) -> str:
        endpoint = str(self.cleaned_data["endpoint"])
        if not endpoints.allowed(endpoint):
            raise ValidationError("not a push service")
        return endpoint

    def clean_p256dh(self) -> str:
        return sized(self.cleaned_data["p256dh"], POINT)

    def clean_auth(self) -> str:
        return sized(self.cleaned_data["auth"], SECRET)


def sized(text: str, length: int) -> str:
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as fault:
        raise ValidationError("not a key") from fault
    if len(found) != length:
        raise ValidationError("not a key")
    return text


def of(actor: Actor) -> list[Device]:
    return list(Device.objects.filter(user_id=actor.user_id or 0))


def add(actor: Actor, form: DeviceForm, *, agent: str) -> None:
    """The same browser again is the same device; on a shared browser it is of whoever signed in last."""
    if not form.is_valid():
        raise Refused(_("This browser's push service is not one that carecoord sends to."))
    if Device.objects.filter(user_id=actor.user_id or 0).count() >= MOST:
        raise Refused(_("Ten devices are enough. Remove one first."))
    data = form.cleaned_data
    values = {"user_id": actor.user_id, "p256dh": data["p256dh"], "auth": data["auth"], "name": called(agent)}
    Device.objects.update_or_create(endpoint=data["endpoint"], defaults=values)
    trail.record(actor, "device.add")


def remove(actor: Actor, device_id: int) -> bool:
    found = bool(Device.objects.filter(pk=device_id, user_id=actor.user_id or 0).delete()[0])
    if found:
        trail.record(actor, "device.remove")
    return found


def called(agent: str) -> str:
    """In words people know: Firefox, Windows."""
    kind = next((word for mark, word in KINDS if mark in agent), "")
    machine = next((word for mark, word in MACHINES if mark in agent), "")
    return ", ".join(word for word in (kind, machine) if word)
