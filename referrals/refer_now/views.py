"""HTTP of "should I refer now?": asked and answered by POST with nothing kept; then, if somebody asks for it, the draft of a heads-up.

Room: referrals.refer_now. Drafts are made by the verbs of the loop.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from carecoord.access.actor import Actor
from carecoord.access.errors import Refused
from carecoord.access.permissions import may
from carecoord.access.web import actor_of, at_work
from carecoord.audit.trail import saw
from patients.models import Patient
from patients.permissions import Permission as OfRecord
from referrals import verbs
from referrals.models import ReferralKind
from referrals.permissions import Permission
from referrals.refer_now.forms import AskForm, WhomForm, carried
from referrals.refer_now.judging import judge
from referrals.refer_now.words import reason_of, screen
from referrals.worklist.query import people_of

RECENT = 12
NOBODY = "No patient of your practice has this number. Register them first, or choose below."


@require_http_methods(["GET", "POST"])
@at_work(OfRecord.USE_TOOLS)
def refer_now(request: HttpRequest) -> HttpResponse:
    """The questions; and the answer beside them, once something is asked."""
    form = AskForm(request.POST if request.method == "POST" else None)
    is_answered = form.is_bound and form.is_valid()
    answer = screen(judge(form.told)) if is_answered else None
    asked = carried(form) if is_answered else []
    context = {"form": form, "answer": answer, "asked": asked, "may_draft": may(actor_of(request), Permission.DRAFT)}
    return unkept(render(request, "referrals/refer_now.html", context, status=422 if form.errors else 200))


@require_POST
@at_work(Permission.DRAFT)
def heads_up(request: HttpRequest) -> HttpResponse:
    """Whom it is for; then the draft, with the answers in it only where that was ticked."""
    asked = AskForm(request.POST)
    if not asked.is_valid():
        return HttpResponseRedirect(reverse("referrals:refer_now"))
    if "key" not in request.POST:
        return whom(request, asked, WhomForm(initial={"key": uuid4().hex}))
    form = WhomForm(request.POST)
    if not form.is_valid():
        return whom(request, asked, form, status=422)
    patient_id = chosen(actor_of(request), form)
    if patient_id is None:
        form.add_error("mrn", NOBODY if form.cleaned_data["mrn"] else "Choose the patient, or type their number.")
        return whom(request, asked, form, status=422)
    return started(request, asked, form, patient_id)


def started(request: HttpRequest, asked: AskForm, form: WhomForm, patient_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    try:
        referral = verbs.start(actor, patient_id, kind=ReferralKind.HEADS_UP, idempotency_key=form.cleaned_data["key"])
    except Patient.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return whom(request, asked, form, status=409)
    if form.cleaned_data["keep"] and not referral.reason:
        verbs.save_draft(actor, referral.pk, version=referral.version, values={"reason": reason_of(asked.told, judge(asked.told))})
    messages.success(request, "The draft of a heads-up is open. Nothing reaches a center before you send it.")
    return HttpResponseRedirect(reverse("referrals:draft", args=[referral.pk]))


def chosen(actor: Actor, form: WhomForm) -> UUID | None:
    """By the number of one's own practice, else the one that was pressed."""
    mrn = form.cleaned_data["mrn"].strip()
    if not mrn:
        return form.cleaned_data["patient"]  # type: ignore[no-any-return]  # a UUIDField cleans to UUID or None
    own = Patient.objects.filter(custodian_id=actor.place_id, identifiers__organization_id=actor.place_id)
    return own.filter(identifiers__system="mrn", identifiers__value=mrn).values_list("pk", flat=True).first()


def whom(request: HttpRequest, asked: AskForm, form: WhomForm, *, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    alive = Patient.objects.filter(custodian_id=actor.place_id, deceased_at__isnull=True)
    recent = list(alive.order_by("-created_at").values_list("pk", flat=True)[:RECENT])
    people = people_of(actor, set(recent))
    saw(actor, people)
    shown: list[Any] = [people[pk] for pk in recent if pk in people]
    context = {"people": shown, "form": form, "asked": carried(asked), "answer": screen(judge(asked.told))}
    return unkept(render(request, "referrals/refer_now_whom.html", context, status=status))


def unkept(response: HttpResponse) -> HttpResponse:
    """No copy in the browser either: what was answered leaves with the page."""
    response["Cache-Control"] = "no-store"
    return response
