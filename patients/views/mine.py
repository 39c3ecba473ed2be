"""What patients and caregivers see of this room: who helps, and whom they help.

Room: patients.views. Words at grade 6; the road itself is the business of rooms above.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from carecoord.access.errors import Refused, Stale
from carecoord.audit import trail
from patients import verbs
from patients.pages import caregivers as pages
from patients.views.doors import actor_of, person


@person
@require_GET
def caregivers(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = pages.my_caregivers(actor)
    trail.saw(actor, [row.patient_id for row in (*page.helpers, *page.helping)])
    return render(request, "patients/my_caregivers.html", {"page": page})


@require_POST
@person
def stop(request: HttpRequest, caregiver_id: UUID) -> HttpResponse:
    """The patient ends a caregiver's access, or a caregiver their own."""
    version = request.POST.get("version", "")
    try:
        verbs.revoke_proxy(actor_of(request), caregiver_id, version=int(version) if version.isdigit() else 0)
    except Refused as refused:
        messages.error(request, refused.sentence)
    except Stale:
        messages.error(request, _("This list has changed. Please look again."))
    else:
        messages.success(request, _("Stopped. It works right away."))
    return redirect("my_caregivers:list")
