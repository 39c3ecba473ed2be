"""The referrals app: the loop between practice and center. The road after acceptance is `referrals.pathway`."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Referrals"

    def ready(self) -> None:
        from carecoord.access import permissions
        from carecoord.access.permissions import may
        from patients import tabs
        from referrals.permissions import TABLE, Permission

        permissions.register(TABLE)
        tabs.register_act(tabs.Act("Refer", "referrals:new", "refer", primary=True, allowed=lambda actor: may(actor, Permission.DRAFT)))
        self.notices()
        self.rights()
        self.places()
        self.rooms()

    def notices(self) -> None:
        """What reminds, what is asked before a message goes, and who hears of a death; the rooms beside the road add their own."""
        from carecoord.notifications import checks, ladders, rungs
        from carecoord.notifications import subjects as whom
        from carecoord.notifications.attention import watch
        from patients.verbs import on_death
        from referrals import due, mourning, settled, still, subjects, unowned
        from referrals import ladders as ladders_of_the_loop

        ladders_of_the_loop.wire()
        rungs.declare(unowned.UNOWNED)
        watch.register(settled.settled)
        on_death(mourning.tell)
        ladders.register("referrals", due.overdue_steps)
        ladders.register("unowned", unowned.without_owner)
        checks.register(still.still_so)
        whom.register(subjects.subjects)
        whom.register(subjects.of_journeys)

    def rooms(self) -> None:
        """The rooms beside the road register what is theirs."""
        from referrals.handoff import wiring as way_home
        from referrals.meetings import wiring as meetings
        from referrals.monitoring import wiring as first_days
        from referrals.pathway import wiring as road
        from referrals.selection import wiring as selection
        from referrals.slots import wiring as chairs
        from referrals.trials import wiring as trials

        road.wire()
        first_days.wire()
        way_home.wire()
        meetings.wire()
        chairs.wire()
        trials.wire()
        selection.wire()

    def rights(self) -> None:
        """What the application and the worker may do with the tables."""
        from carecoord.access import privileges

        privileges.clinical(*(f"referrals_{name}" for name in CLINICAL_TABLES))
        privileges.history(*(f"referrals_{name}" for name in HISTORY_TABLES))
        privileges.derived("referrals_protocolversion")
        privileges.functions("access.calendar_feed(text)")
        privileges.worker_reads("referrals_referral", *WORKER_COLUMNS)
        privileges.worker_reads("referrals_journey", *WORKER_JOURNEY)
        privileges.worker_reads("referrals_journeystep", *WORKER_STEP)

    def places(self) -> None:
        """Where the rail leads."""
        from carecoord.ui import navigation

        more, sees, person = navigation.Shelf.MORE, has_desk, navigation.Audience.PERSON
        navigation.register(navigation.Place("Worklist", "referrals:worklist", "list", order=10, count="needs_me", allowed=sees))
        navigation.register(navigation.Place("Huddle", "referrals:huddle", "people", order=12, allowed=sees))
        navigation.register(navigation.Place("Journeys", "pathway:board", "map", order=15, allowed=on_the_road))
        navigation.register(navigation.Place("Steps", "pathway:steps", "event", order=16, allowed=on_the_road))
        navigation.register(navigation.Place("Should I refer now?", "referrals:refer_now", "send", order=58, shelf=more, allowed=sees))
        navigation.register(navigation.Place("Directory", "referrals:directory", "location_city", order=60, shelf=more, allowed=sees))
        navigation.register(navigation.Place("Protocols", "protocols:list", "document", order=65, shelf=more, allowed=reads_protocols))
        navigation.register(
            navigation.Place("Who is told when", "referrals:ladders", "bell", order=70, shelf=more, allowed=reads_protocols)
        )
        navigation.register(navigation.Place(_("My road"), "referrals:road", "map", order=10, audience=person))
        navigation.register(navigation.Place(_("My calendar"), "calendars:mine", "calendar", order=15, audience=person))
        navigation.register(navigation.Place(_("My messages"), "referrals:messages", "chat", order=20, audience=person))


def reads_protocols(request: HttpRequest) -> bool:
    """A protocol holds no patient: whoever works somewhere may read it."""
    from carecoord.access.permissions import may
    from referrals.pathway.permissions import Permission

    return may(request.actor, Permission.READ_PROTOCOL)  # type: ignore[attr-defined]  # set by OneTransaction


def has_desk(request: HttpRequest) -> bool:
    """Privacy officers and organization admins see no referral."""
    from carecoord.access.permissions import may
    from referrals.permissions import Permission

    return may(request.actor, Permission.VIEW)  # type: ignore[attr-defined]  # set by OneTransaction


def on_the_road(request: HttpRequest) -> bool:
    from carecoord.access.permissions import may
    from referrals.pathway.permissions import Permission

    return may(request.actor, Permission.VIEW)  # type: ignore[attr-defined]  # set by OneTransaction


CLINICAL_TABLES = (
    *("referral", "packetdocument", "inforequest", "infoitem", "appointment", "outcome", "noteread"),
    *("journey", "collection", "anchor", "journeystep", "journeybranch", "journeyflag", "calendarfeed", "centeroverride"),
    "ruleset",
)
HISTORY_TABLES = (
    *("event", "note", "packet", "packetpdf", "waitlistentry", "patientmessage"),
    *("verdict", "finding"),
    *("journeyevent", "anchorchange", "stepevidence", "identitycheck", "gatesignature", "gatevoid", "itemapproval"),
)
WORKER_COLUMNS = (
    "id",
    "patient_id",
    "from_org_id",
    "to_org_id",
    "stage",
    "stage_since",
    "ball",
    "is_open",
    "due_at",
    "urgency",
    "kind",
    "from_owner_id",
    "to_owner_id",
    "decider_id",
    "version",
)
WORKER_JOURNEY = ("id", "patient_id", "practice_id", "center_id", "protocol_id", "state", "coordinator_id", "referral_id")
WORKER_STEP = (
    *("id", "journey_id", "patient_id", "owner_org_id", "code", "attempt", "series", "occurrence", "owner_role", "site"),
    *("assignee_id", "state", "due_on", "due_at", "version"),
)
