"""HTTP of the loop for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carecoord.access.api import actor_of, body, check_parameters, version_from
from carecoord.access.permissions import require
from carecoord.accounts.models import Organization
from carecoord.audit.trail import saw
from patients.models import Patient
from referrals import loop, verbs
from referrals.api import shapes
from referrals.forms import FORMS
from referrals.models import Event, InfoItem, Note, Packet, Referral, Urgency
from referrals.permissions import Permission
from referrals.states import MOVE, Stage
from referrals.worklist import query
from referrals.worklist.filters import NAMES, BadFilter, Sort, Tab, parse

SIZE = 20
MANY = 5  # stages that a sentence can name
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description='The version you have, in quotes: "7".')
KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="The same key gives the same draft.")
CURSOR = OpenApiParameter("after", str, description="Where the page before ended; taken from `next`.")
FILTER_WORDS: dict[str, tuple[Iterable[str], str]] = {
    "tab": (Tab, "Which rows, as on the worklist; without it what needs me."),
    "mine": (("1",), "Only those that I look after."),
    "stage": (Stage, "Only one stage."),
    "other": ((), "Only with one organization on the other side: its number, as in the directory."),
    "product": ((), "Only where the practice named this product, such as `cilta-cel`."),
    "urgency": (Urgency, "Only one urgency."),
    "sort": (Sort, "By due time unless said otherwise."),
}
FILTERS = [
    OpenApiParameter(name, str, description=words, enum=[str(one) for one in choices] or None)
    for name, (choices, words) in FILTER_WORDS.items()
]


def found(request: Request, referral_id: UUID) -> Referral:
    """The row for readers; 404 for outsiders, 403 for colleagues without the role."""
    actor = actor_of(request)
    require(actor, Permission.VIEW)
    try:
        row = loop.seen(actor, referral_id)
    except Referral.DoesNotExist:
        raise Http404 from None
    saw(actor, [row.patient_id])
    return row


def full(row: Referral, *, code: int = 200) -> Response:
    newest = row.outcomes.order_by("-sent_at").first()
    row.outcome = newest  # type: ignore[attr-defined]  # what the shape reads
    return Response(shapes.ReferralShape(row).data, status=code, headers={"ETag": f'"{row.version}"'})


class Referrals(APIView):
    """The worklist's list, and starting a draft."""

    @extend_schema(operation_id="referrals_list", parameters=[*FILTERS, CURSOR], responses=shapes.ReferralPage)
    def get(self, request: Request) -> Response:
        """The worklist by the filters of its page, 20 rows at a time, what is due first at the top."""
        actor = actor_of(request)
        require(actor, Permission.VIEW)
        check_parameters(request, set(NAMES) - {"view"})
        try:
            chosen = parse(request.query_params)
        except BadFilter as fault:
            raise exceptions.ParseError(str(fault)) from fault
        page = query.page(actor, chosen, size=SIZE)
        saw(actor, page.people)
        results = [_row(row, page.people[row["patient_id"]], is_center=actor.is_center) for row in page.rows]
        return Response({"results": results, "next": _next(request, chosen.query, page.next)})

    @extend_schema(operation_id="referrals_start", parameters=[KEY], request=shapes.StartBody, responses={201: shapes.ReferralShape})
    def post(self, request: Request) -> Response:
        """Start a draft for a patient of your own. Nothing reaches a center before `submit`."""
        actor = actor_of(request)
        key = request.headers.get("Idempotency-Key", "")
        if not 8 <= len(key) <= 80:
            raise exceptions.ParseError("Send an Idempotency-Key of 8 to 80 characters, a new one for each new draft.")
        given = body(request, shapes.StartBody)
        try:
            row = verbs.start(actor, given["patient"], kind=given["kind"], continues=given.get("continues"), idempotency_key=key)
        except (Referral.DoesNotExist, Patient.DoesNotExist):
            raise Http404 from None
        return full(row, code=status.HTTP_201_CREATED)


def _next(request: Request, kept: str, cursor: Any) -> str | None:
    if cursor is None:
        return None
    values = QueryDict(kept, mutable=True)
    values["after"] = str(cursor)
    return request.build_absolute_uri(f"{request.path}?{values.urlencode()}")


def _row(row: dict[str, Any], person: dict[str, Any], *, is_center: bool) -> dict[str, Any]:
    names = ("id", "stage", "stage_since", "ball", "due_at", "kind", "urgency", "items_needed", "items_present", "version")
    return {
        **{name: row[name] for name in names},
        "patient": {name: person[name] for name in ("id", "family_name", "given_name", "birth_on", "sex", "mrn")},
        "from_org": row["from_name"],
        "to_org": row["to_name"],
        "owner": row["to_owner_name"] if is_center else row["from_owner_name"],
    }


class OneReferral(APIView):
    """One referral; a draft takes changes."""

    @extend_schema(operation_id="referrals_read", responses=shapes.ReferralShape)
    def get(self, request: Request, referral_id: UUID) -> Response:
        """One referral, with its version."""
        return full(found(request, referral_id))

    @extend_schema(operation_id="referrals_save_draft", parameters=[IF_MATCH], request=shapes.DraftBody, responses=shapes.ReferralShape)
    def patch(self, request: Request, referral_id: UUID) -> Response:
        """Change a draft; what is left out stays. After `submit` nothing of it changes."""
        found(request, referral_id)
        values, version = body(request, shapes.DraftBody), version_from(request)
        if values.get("to_org") is not None:
            values["to_org"] = Organization.objects.filter(pk=values["to_org"]).first() or _no_center()
        return full(verbs.save_draft(actor_of(request), referral_id, version=version, values=values))


def _no_center() -> Organization:
    raise exceptions.ValidationError({"to_org": "There is no such center."})


class Actions(APIView):
    """What may I do now, and what stands in the way of the rest. Never cached."""

    @extend_schema(operation_id="referrals_actions", responses=shapes.ActShape(many=True))
    def get(self, request: Request, referral_id: UUID) -> Response:
        acts = loop.acts(actor_of(request), found(request, referral_id))
        rows = [{**vars(act), "needs": list(act.needs), "reasons": dict(act.reasons)} for act in acts]
        return Response(rows, headers={"Cache-Control": "no-store"})


class Act(APIView):
    """One verb. The row's status changes here and nowhere else."""

    verb = ""

    def post(self, request: Request, referral_id: UUID) -> Response:
        found(request, referral_id)
        values, version = body(request, shapes.BODIES[self.verb]), version_from(request)
        done = getattr(verbs, self.verb)(actor_of(request), referral_id, version=version, **values)
        return full(done if isinstance(done, Referral) else Referral.objects.get(pk=referral_id))


def words_of(verb: str) -> str:
    """Who may, from where to where, and what follows."""
    hint = FORMS[verb].hint if verb in FORMS else ""
    if verb not in MOVE:
        return hint or "Moves nothing."
    move = MOVE[verb]
    who = " or ".join(f"the {side.label.lower()}" for side in sorted(move.by))
    places = [str(stage) for stage in Stage if stage in move.sources]
    sources = ", ".join(f"`{place}`" for place in places) if len(places) < MANY else f"{len(places)} stages (docs/states.md lists them)"
    return f"By {who}, from {sources} to `{move.target}`. {hint}".strip()


def view_of(verb: str) -> Any:
    """The view of one verb, with its own body in the schema."""
    view = type(f"{verb.title().replace('_', '')}View", (Act,), {"verb": verb, "__doc__": Act.__doc__})
    document = extend_schema(
        operation_id=f"referrals_{verb}",
        summary=MOVE[verb].label if verb in MOVE else FORMS[verb].button,
        description=words_of(verb),
        parameters=[IF_MATCH],
        request=shapes.BODIES[verb],
        responses=shapes.ReferralShape,
    )
    return extend_schema_view(post=document)(view).as_view()  # type: ignore[attr-defined]  # made above


class Events(APIView):
    """What happened, newest first."""

    @extend_schema(operation_id="referrals_events", responses=shapes.EventShape(many=True))
    def get(self, request: Request, referral_id: UUID) -> Response:
        rows = Event.objects.filter(referral=found(request, referral_id)).order_by("-at", "-id")[:200]
        return Response(shapes.EventShape(rows, many=True).data)


class Notes(APIView):
    """The staff thread; internal notes only for the writer's own organization."""

    @extend_schema(operation_id="referrals_notes", responses=shapes.NoteShape(many=True))
    def get(self, request: Request, referral_id: UUID) -> Response:
        rows = Note.objects.filter(referral=found(request, referral_id)).order_by("-written_at")[:200]
        return Response(shapes.NoteShape(rows, many=True).data)

    @extend_schema(operation_id="referrals_write_note", request=shapes.NoteBody, responses={201: shapes.NoteShape})
    def post(self, request: Request, referral_id: UUID) -> Response:
        """Write a note: internal, or shared with the other side. Colleagues who are mentioned are told."""
        found(request, referral_id)
        note = verbs.write_note(actor_of(request), referral_id, **body(request, shapes.NoteBody))
        return Response(shapes.NoteShape(note).data, status=status.HTTP_201_CREATED)


class Questions(APIView):
    """What the center asked, and whether it is answered."""

    @extend_schema(operation_id="referrals_questions", responses=shapes.QuestionShape(many=True))
    def get(self, request: Request, referral_id: UUID) -> Response:
        rows = InfoItem.objects.filter(referral=found(request, referral_id)).order_by("state", "label")
        return Response(shapes.QuestionShape(rows, many=True).data)


class AnswerQuestion(APIView):
    """Answer one question with words or a document of the patient."""

    @extend_schema(operation_id="referrals_answer_question", request=shapes.AnswerItemBody, responses=shapes.QuestionShape)
    def post(self, request: Request, referral_id: UUID, item_id: UUID) -> Response:
        found(request, referral_id)
        if not InfoItem.objects.filter(pk=item_id, referral_id=referral_id).exists():
            raise Http404
        item = verbs.answer_item(actor_of(request), referral_id, item_id, **body(request, shapes.AnswerItemBody))
        return Response(shapes.QuestionShape(item).data)


class PacketView(APIView):
    """The packet as it was frozen when the referral was sent."""

    @extend_schema(operation_id="referrals_packet", responses=shapes.PacketShape)
    def get(self, request: Request, referral_id: UUID) -> Response:
        packet = Packet.objects.filter(referral=found(request, referral_id)).order_by("-number").first()
        if packet is None:
            raise Http404
        return Response(shapes.PacketShape(packet).data)
