"""Lines of therapy while a referral is written: one typed after the other into the record, by letters or names, and back to the draft.

The record's own form and verb do the work; what stands in the record already is shown above it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from patients import verbs as record_verbs
from patients.banner import Known, banner
from patients.forms.lines import BaseDrugForms, DrugForms, LineForm
from patients.models import LineDrug, TherapyLine
from patients.pages import exposure
from patients.pages.record import line_row
from patients.verbs.rows import today
from referrals.drafts import own_draft
from referrals.models import Referral
from referrals.permissions import Permission
from referrals.worklist.query import people_of


@require_http_methods(["GET", "POST"])
@at_work(Permission.DRAFT)
def draft_line(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The lines of the record, and a form for the next one."""
    actor = actor_of(request)
    referral = own_draft(actor, referral_id)
    saw(actor, [referral.patient_id])
    lines = list(TherapyLine.objects.filter(patient_id=referral.patient_id, is_entered_in_error=False).order_by("number"))
    form = LineForm(request.POST or None, initial={"number": max((line.number for line in lines), default=0) + 1})
    drugs = DrugForms.of(request.POST or None)
    if request.method == "POST" and form.is_valid() and drugs.is_valid() and kept(actor, referral, form, drugs):
        messages.success(request, f"Line {form.cleaned_data['number']} is in the record.")
        again = "another" in request.POST
        return HttpResponseRedirect(reverse("referrals:draft_line" if again else "referrals:draft", args=[referral.pk]))
    return page(request, actor, referral, lines, form, drugs)


def kept(actor: Actor, referral: Referral, form: LineForm, drugs: BaseDrugForms) -> bool:
    """False where the record refused it: the sentence stands at its field, and in its row."""
    try:
        record_verbs.add_line(actor, referral.patient_id, key=form.new_key, drugs=drugs.given, **form.values)
    except Refused as refused:
        if refused.field.startswith("drugs."):
            drugs.refuse(refused.field, refused.sentence)
        form.refuse(refused)
        return False
    return True


def page(
    request: HttpRequest, actor: Actor, referral: Referral, lines: list[TherapyLine], form: LineForm, drugs: BaseDrugForms
) -> HttpResponse:
    given = list(LineDrug.objects.filter(patient_id=referral.patient_id, is_entered_in_error=False).order_by("name"))
    person = people_of(actor, {referral.patient_id})[referral.patient_id]
    context: dict[str, Any] = {
        "referral": referral,
        "banner": banner(actor, Known(**person), today=today(actor)),
        "rows": [line_row(line, [drug for drug in given if drug.line_id == line.pk]) for line in lines],
        "exposure": exposure.in_words(exposure.exposure([line.number for line in lines], given)),
    }
    refused = form.errors or any(drugs.errors)
    return render(request, "referrals/draft_line.html", {**context, "form": form, "drugs": drugs}, status=409 if refused else 200)
