"""The notifications app: rows first, sending second."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "carecoord.notifications"
    label = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        from carecoord.access import privileges

        privileges.clinical("notifications_notification")
        privileges.worker_reads("accounts_user", "id", "email", "language", "time_zone", "is_active")
        privileges.functions("access.outbox_counters()")
