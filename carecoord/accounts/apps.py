"""The accounts app: people, organizations and who works where."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "carecoord.accounts"
    label = "accounts"
    verbose_name = "People and organizations"

    def ready(self) -> None:
        from carecoord.accounts import receivers  # noqa: F401  # connects them
