"""The notifications app: rows first, sending second."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "carecoord.notifications"
    label = "notifications"
    verbose_name = "Notifications"
