"""HTTP of slots for programs: a center's slots of a span, one slot, and the verbs on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.actor import Actor
from carecoord.access.api import actor_of, body, check_parameters, version_from
from carecoord.access.permissions import require
from carecoord.audit.trail import saw
from referrals.api.views import IF_MATCH
from referrals.models import Booking, Journey
from referrals.pathway.permissions import Permission as OfTheRoad
from referrals.slots import query, shapes, verbs
from referrals.slots.bookings import whole_days
from referrals.slots.calendar import zone_of
from referrals.slots.permissions import Permission
from referrals.slots.states import Purpose, ReleaseReason, ResourceKind

LONGEST = 62  # days of one answer
SPAN = [
    OpenApiParameter("from", date, required=True, description="The first day, on the center's clock."),
    OpenApiParameter("until", date, required=True, description=f"The last day; at most {LONGEST} days after the first."),
    OpenApiParameter("kind", str, enum=list(ResourceKind.values), description="Only one kind."),
    OpenApiParameter("free", str, enum=["1"], description="Only what is free now."),
]


def found(request: Request, booking_id: UUID) -> Booking:
    """The slot for a reader; 404 for outsiders, 403 for colleagues without the role."""
    actor = actor_of(request)
    require(actor, OfTheRoad.VIEW)
    row = Booking.objects.visible_to(actor).select_related("resource", "center").filter(pk=booking_id).first()
    if row is None:
        raise Http404
    return row


def plain(actor: Actor, rows: list[Booking]) -> list[dict[str, Any]]:
    """Slots as the caller may see them; whose journeys are named is audited."""
    people, now = query.people(actor, [row.pk for row in rows]), timezone.now()
    saw(actor, {person.patient_id for person in people.values()})
    return [one(row, people.get(row.pk), is_free=row.state == "free" or row.is_lapsed(now)) for row in rows]


def one(row: Booking, person: query.Person | None, *, is_free: bool) -> dict[str, Any]:
    names = ("id", "resource_id", "starts_at", "ends_at", "state", "purpose", "held_until", "reason_code", "version")
    return {
        **{name: getattr(row, name) for name in names},
        "resource": row.resource.name,
        "kind": row.resource.kind,
        "product": row.resource.product,
        "is_free": is_free,
        "journey": person.journey_id if person else None,
    }


def full(actor: Actor, row: Booking) -> Response:
    return Response(shapes.SlotShape(plain(actor, [row])[0]).data, headers={"ETag": f'"{row.version}"'})


class Slots(APIView):
    """A center's slots."""

    @extend_schema(operation_id="slots_list", parameters=SPAN, responses=shapes.SlotShape(many=True))
    def get(self, request: Request) -> Response:
        """The slots of the caller's center between two days, in order. Whom a slot is for is named where the caller may open the chart."""
        actor = actor_of(request)
        require(actor, Permission.VIEW)
        check_parameters(request, {"from", "until", "kind", "free"})
        first, last = day(request, "from"), day(request, "until")
        if not 0 <= (last - first).days <= LONGEST:
            raise exceptions.ParseError(f"“until” is not before “from”, and at most {LONGEST} days later.")
        rows = Booking.objects.visible_to(actor).live().between(*whole_days(str(zone_of(actor)), first, (last - first).days + 1))
        rows = narrowed(rows, request).select_related("resource", "center").order_by("starts_at", "id")
        listed = plain(actor, list(rows[: query.MOST]))
        shown = [row for row in listed if row["is_free"]] if request.query_params.get("free") else listed
        return Response(shapes.SlotShape(shown, many=True).data)


def narrowed(rows: Any, request: Request) -> Any:
    kind = request.query_params.get("kind")
    if kind and kind not in ResourceKind.values:
        raise exceptions.ParseError(f"“kind” is one of {', '.join(ResourceKind.values)}.")
    return rows.filter(resource__kind=kind) if kind else rows


def day(request: Request, name: str) -> date:
    try:
        found = date.fromisoformat(request.query_params.get(name, ""))
    except ValueError:
        raise exceptions.ParseError(f"“{name}” is a day, such as 2026-11-23.") from None
    if not 1 < found.year < 9000:
        raise exceptions.ParseError(f"“{name}” is too far away.")
    return found + timedelta()


class OneSlot(APIView):
    @extend_schema(operation_id="slots_read", responses=shapes.SlotShape)
    def get(self, request: Request, booking_id: UUID) -> Response:
        """One slot, with its version."""
        return full(actor_of(request), found(request, booking_id))


def act(request: Request, booking_id: UUID, verb: str, given: Callable[[Request], dict[str, Any]]) -> Any:
    """Run a verb with what the body holds; a journey that the caller may not see does not exist."""
    found(request, booking_id)
    values = given(request)
    try:
        return getattr(verbs, verb)(actor_of(request), booking_id, version=version_from(request), **values)
    except (Booking.DoesNotExist, Journey.DoesNotExist):
        raise Http404 from None


def taken(request: Request) -> dict[str, Any]:
    given = body(request, shapes.TakeBody)
    purpose = given.get("purpose")
    return {"journey": given["journey"], "purpose": Purpose(purpose) if purpose else None}


def nothing(request: Request) -> dict[str, Any]:
    return body(request, shapes.NothingBody)


def released(request: Request) -> dict[str, Any]:
    return {"reason": ReleaseReason(body(request, shapes.ReleaseSlotBody)["reason"])}


def swapped(request: Request) -> dict[str, Any]:
    return body(request, shapes.SwapBody)


def moved(request: Request) -> dict[str, Any]:
    return body(request, shapes.MoveSlotBody)


class Hold(APIView):
    @extend_schema(operation_id="slots_hold", parameters=[IF_MATCH], request=shapes.TakeBody, responses=shapes.SlotShape)
    def post(self, request: Request, booking_id: UUID) -> Response:
        """Hold a free slot for a journey until the center's time is over. On an offered slot it is the answer yes, from either side."""
        return full(actor_of(request), act(request, booking_id, "hold", taken))


class Offer(APIView):
    @extend_schema(operation_id="slots_offer", parameters=[IF_MATCH], request=shapes.TakeBody, responses=shapes.SlotShape)
    def post(self, request: Request, booking_id: UUID) -> Response:
        """Offer a free slot; the practice is told and answers with the patient."""
        return full(actor_of(request), act(request, booking_id, "offer", taken))


class Confirm(APIView):
    @extend_schema(operation_id="slots_confirm", parameters=[IF_MATCH], request=shapes.NothingBody, responses=shapes.SlotShape)
    def post(self, request: Request, booking_id: UUID) -> Response:
        """Confirm a held or offered slot; the date of the plan is confirmed with it."""
        return full(actor_of(request), act(request, booking_id, "confirm", nothing))


class Release(APIView):
    @extend_schema(operation_id="slots_release", parameters=[IF_MATCH], request=shapes.ReleaseSlotBody, responses=shapes.SlotShape)
    def post(self, request: Request, booking_id: UUID) -> Response:
        """Release a slot for a coded reason: its time is free again. A practice says no to an offer with it."""
        return full(actor_of(request), act(request, booking_id, "release", released))


class Swap(APIView):
    @extend_schema(operation_id="slots_swap", parameters=[IF_MATCH], request=shapes.SwapBody, responses=shapes.SwappedShape)
    def post(self, request: Request, booking_id: UUID) -> Response:
        """Two journeys exchange their slots, both or neither; the answer holds the two new bookings."""
        first, second = act(request, booking_id, "swap", swapped)
        listed = plain(actor_of(request), [first, second])
        return Response(shapes.SwappedShape({"slot": listed[0], "other": listed[1]}).data)


class Move(APIView):
    @extend_schema(operation_id="slots_move_by_maker", parameters=[IF_MATCH], request=shapes.MoveSlotBody, responses=shapes.MovedShape)
    def post(self, request: Request, booking_id: UUID) -> Response:
        """The manufacturer moved a slot: it stands at the new time, and the answer says which date of the plan that concerns."""
        done = act(request, booking_id, "move_by_maker", moved)
        slot = plain(actor_of(request), [done.booking])[0]
        return Response(shapes.MovedShape({"slot": slot, "anchor": done.code, "on": done.on}).data)
