"""HTTP of protocols: the list, the page, a diff, approvals and a center's own days. No patient here, so nothing is marked as seen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from carecoord.access.errors import Refused
from carecoord.access.web import actor_of, at_work
from carecoord.ui.forms import DateInput
from referrals.models import CenterOverride, ProtocolVersion
from referrals.pathway import overrides
from referrals.pathway.compiled import protocol_of
from referrals.pathway.pages import difference
from referrals.pathway.pages import protocol as screen
from referrals.pathway.permissions import Permission
from referrals.pathway.protocol import Protocol
from referrals.pathway.verbs import protocols as verbs
from referrals.pathway.wording import ONE, offset_words, rule_words


class OwnDays(forms.Form):
    """A center's own number for one rule."""

    offset = forms.IntegerField(label="Instead", min_value=0, max_value=9999)
    effective_on = forms.DateField(label="From", widget=DateInput())
    reason = forms.CharField(label="Why your center does it so", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    source = forms.CharField(label="What it rests on", max_length=200, help_text="A policy, a paper, a committee.")


class Back(forms.Form):
    reason = forms.CharField(label="Why it is taken back", max_length=300)


@require_GET
@at_work(Permission.READ_PROTOCOL)
def protocols(request: HttpRequest) -> HttpResponse:
    """Every version, the newest of each protocol first."""
    rows = list(ProtocolVersion.objects.defer("content"))
    return render(request, "pathway/protocols.html", {"rows": rows, "today": timezone.localdate()})


def version_or_404(code: str, version: int) -> ProtocolVersion:
    row = ProtocolVersion.objects.filter(code=code, version=version).first()
    if row is None:
        raise Http404
    return row


@require_GET
@at_work(Permission.READ_PROTOCOL)
def protocol(request: HttpRequest, code: str, version: int) -> HttpResponse:
    page = screen.build(actor_of(request), version_or_404(code, version))
    return render(request, "pathway/protocol.html", {"page": page, "back": Back(auto_id=False)})


@require_GET
@at_work(Permission.READ_PROTOCOL)
def compare(request: HttpRequest, code: str, version: int, other: int) -> HttpResponse:
    """What `version` changed against `other`."""
    new, old = version_or_404(code, version), version_or_404(code, other)
    changes = difference.between(protocol_of(old), protocol_of(new))
    return render(request, "pathway/protocol_diff.html", {"old": old, "new": new, "changes": changes})


@require_POST
@at_work(Permission.READ_PROTOCOL)
def approve(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Ticked items come as "steps.apheresis <fingerprint>"."""
    row = version_or_404(code, version)
    pairs = [ticked.split(" ", 1) for ticked in request.POST.getlist("item")]
    made = verbs.approve_items(
        actor_of(request), code=row.code, version=row.version, wanted={pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    )
    messages.success(request, "One item is approved." if len(made) == 1 else f"{len(made)} items are approved.")
    return redirect("protocols:protocol", code=code, version=version)


@at_work(Permission.PROPOSE)
def propose(request: HttpRequest, code: str, version: int, step: str, series: int) -> HttpResponse:
    """The form for a center's own number, and its post."""
    row = version_or_404(code, version)
    rule = overrides.changeable(protocol_of(row), step, series)
    if rule is None:
        raise Http404
    form = OwnDays(request.POST or None, initial={"offset": rule.offset, "effective_on": timezone.localdate().isoformat()})
    form.fields["offset"].help_text = f"In {ONE[rule.unit]}s; the protocol says {rule.offset}, and {rule.least} is the least."
    if request.method == "POST" and form.is_valid() and proposed(request, form, code, version, step, series):
        return redirect("protocols:protocol", code=code, version=version)
    context = {"form": form, "version": row, **about(protocol_of(row), step, series)}
    return render(request, "pathway/override.html", context, status=422 if form.errors else 200)


def proposed(request: HttpRequest, form: OwnDays, code: str, version: int, step: str, series: int) -> bool:
    try:
        verbs.propose_override(actor_of(request), code=code, version=version, step=step, series=series, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.sentence)
        return False
    messages.success(request, "Proposed. It counts once the medical director approves it.")
    return True


def about(protocol: Protocol, step: str, series: int) -> dict[str, Any]:
    """What the rule says, for the head of the form."""
    if step.startswith(overrides.WASHOUT):
        washout = next(one for one in protocol.washouts if overrides.WASHOUT + one.drug_class == step)
        return {"title": washout.label, "rule": f"{washout.days} days between the last dose and apheresis"}
    if step.startswith(overrides.ANCHOR):
        anchor = protocol.anchor(step.removeprefix(overrides.ANCHOR))
        return {"title": anchor.label, "rule": offset_words(anchor.follows, protocol) if anchor.follows else ""}
    found = protocol.step(step)
    return {"title": found.title, "rule": rule_words(found.due[series], protocol)}


@require_POST
@at_work(Permission.READ_PROTOCOL)
def approve_override(request: HttpRequest, override_id: int, version: int) -> HttpResponse:
    try:
        row = verbs.approve_override(actor_of(request), override_id)
    except CenterOverride.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Approved. Plans made from its day on use it.")
    return redirect("protocols:protocol", code=row.protocol_code, version=version)


@require_POST
@at_work(Permission.READ_PROTOCOL)
def withdraw_override(request: HttpRequest, override_id: int, version: int) -> HttpResponse:
    try:
        row = verbs.withdraw_override(actor_of(request), override_id, reason=request.POST.get("reason", ""))
    except CenterOverride.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Taken back. The protocol's own number holds again.")
    return redirect("protocols:protocol", code=row.protocol_code, version=version)
