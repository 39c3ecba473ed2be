"""The page of where a person is reached: mail, phone, devices. Each act is a POST that leads back to it."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from carecoord.access.errors import Refused
from carecoord.access.web import actor_of
from carecoord.notifications import choices, devices, outcomes, phones
from carecoord.notifications.channels.push import keys
from carecoord.notifications.choosing import tabs

HERE = "notices:reach"


class PhoneForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Mobile phone"),
        max_length=32,
        help_text=gettext_lazy("We send a code to it first. Your carrier may charge for text messages."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The six digits we sent"),
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


@require_GET
@login_required
def reach(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    phone = phones.of(actor)
    page = {
        "tabs": tabs(HERE),
        "address": request.user.email,  # type: ignore[union-attr]  # signed in
        "trouble": outcomes.trouble_of(actor),
        "phone": phone if phone and phone.number else None,
        "has_texts": settings.SMS is not None,
        "phone_form": PhoneForm(),
        "code_form": CodeForm(),
        "devices": devices.of(actor),
        "push_key": keys.public(),
    }
    return render(request, f"notifications/reach_{choices.audience_of(actor)}.html", page)


@require_POST
@login_required
def mend_mail(request: HttpRequest) -> HttpResponse:
    outcomes.forget(actor_of(request))
    messages.success(request, _("Good. Mail goes to this address again."))
    return redirect(HERE)


@require_POST
@login_required
def phone(request: HttpRequest) -> HttpResponse:
    try:
        phones.ask(actor_of(request), number=request.POST.get("number", "")[:32])
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("A code is on its way to your phone. Type it below within 10 minutes."))
    return redirect(HERE)


@require_POST
@login_required
def phone_code(request: HttpRequest) -> HttpResponse:
    if phones.confirm(actor_of(request), digits=request.POST.get("code", "")[:8]):
        messages.success(request, _("Your phone is confirmed. Choose now what comes by text message."))
        return redirect("notices:choices")
    messages.error(request, _("This is not the code, or it is too old. Look again, or have a new one sent."))
    return redirect(HERE)


@require_POST
@login_required
def phone_remove(request: HttpRequest) -> HttpResponse:
    phones.remove(actor_of(request))
    messages.success(request, _("No text messages come any more."))
    return redirect(HERE)


@require_POST
@login_required
def device(request: HttpRequest) -> HttpResponse:
    try:
        devices.add(actor_of(request), devices.DeviceForm(request.POST), agent=request.headers.get("User-Agent", ""))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("This device takes notices now. Choose which ones."))
    return redirect(HERE)


@require_POST
@login_required
def device_remove(request: HttpRequest, device_id: int) -> HttpResponse:
    if not devices.remove(actor_of(request), device_id):
        raise Http404
    messages.success(request, _("This device takes no notices any more."))
    return redirect(HERE)


@require_GET
def push_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from below /notices/, which is all it may look after; its name stays while its contents change."""
    script = (settings.BASE_DIR / "static" / "js" / "push-worker.js").read_bytes()
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
