"""The notifications app: rows first, sending second."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

WALL_FUNCTIONS = (
    "access.wall_times(text, bigint)",
    "access.move_wall_times(text, bigint, text, timestamp[], timestamptz[], text[])",
)

PROVIDER_FUNCTION = "access.provider_said(uuid, text, text, text)"
MESSAGES_READ = "access.messages_read(text[])"
OPERATORS_FUNCTIONS = (
    "access.outbox_lines(text[])",
    "access.outbox_troubled(int)",
    "access.outbox_retry(uuid)",
    "access.outbox_cancel(uuid)",
)


class NotificationsConfig(AppConfig):
    name = "carecoord.notifications"
    label = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        from carecoord.access import permissions, privileges, signals
        from carecoord.engines import readiness
        from carecoord.notifications import emergencies, state_of_sending, zones
        from carecoord.notifications.permissions import TABLE

        permissions.register(TABLE)
        privileges.clinical("notifications_notification", "notifications_attention")
        privileges.history("notifications_attentionevent")
        privileges.worker_reads("accounts_user", "id", "email", "language", "time_zone", "is_active")
        privileges.functions(
            "access.outbox_counters()", "access.unread_notices()", MESSAGES_READ, PROVIDER_FUNCTION, *WALL_FUNCTIONS, *OPERATORS_FUNCTIONS
        )
        self.hear_providers()
        self.show()
        readiness.register("outbox", state_of_sending.probe)
        signals.glass_broken.connect(emergencies.tell, dispatch_uid="notifications.emergencies")
        signals.glass_reviewed.connect(emergencies.reviewed, dispatch_uid="notifications.emergencies_reviewed")
        self.look_after()
        zones.listen()

    def look_after(self) -> None:
        """What every sweep finds, and what is asked before a message goes."""
        from carecoord.notifications import absences, checks, emergencies, holding, ladders, returned, rungs
        from carecoord.notifications.attention import watch

        rungs.declare(emergencies.REVIEW)
        rungs.declare(emergencies.UNREVIEWED)
        rungs.declare(watch.TAKE_OVER)
        ladders.register("unread", watch.unread)
        ladders.register("emergency reviews", emergencies.late_reviews)
        ladders.register("returned mail", returned.told)
        ladders.register("absences", absences.give)
        checks.register(holding.held)

    def show(self) -> None:
        from carecoord.notifications.permissions import sees_undelivered
        from carecoord.ui.navigation import Audience, Place, Shelf, register

        register(Place("Notices", "notices:list", "bell", order=20, count="notices"))
        register(Place(_("My notices"), "notices:list", "bell", order=40, audience=Audience.PERSON, count="notices"))
        register(Place("Not delivered", "notices:undelivered", "mail_outline", order=62, shelf=Shelf.MORE, allowed=sees_undelivered))
        register(Place("How notices come", "notices:choices", "mail_outline", order=60, shelf=Shelf.OWN))

    def hear_providers(self) -> None:
        """What anymail reads from a mail provider's reports, once it knows that they are the provider's."""
        from anymail.signals import tracking

        from carecoord.notifications import hooks

        tracking.connect(hooks.mail_said, dispatch_uid="notifications.mail_said")
