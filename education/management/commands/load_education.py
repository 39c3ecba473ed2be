"""`manage.py load_education`: bring the article files into the library. The same text twice changes nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from carecoord.access.actor import Actor, acting
from carecoord.access.errors import NotAllowed, Refused
from carecoord.accounts.models import User
from education import content, verbs
from education.models import Version
from education.states import Status

JOB = Actor(job="load_education")


class Undo(Exception):
    """Ends a dry run without its writes."""


class Command(BaseCommand):
    help = "Load the education articles as drafts; with two people named, also send them for review and approve them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and change nothing.")
        parser.add_argument("--from", dest="folder", type=Path, default=content.FOLDER, help="Folder with topics.yaml, en/ and es/.")
        parser.add_argument("--submitted-by", metavar="EMAIL", help="Who stands for the text (with --approved-by).")
        parser.add_argument("--approved-by", metavar="EMAIL", help="Who read it and approves it: somebody else.")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["submitted_by"]) != bool(options["approved_by"]):
            raise CommandError("Name both --submitted-by and --approved-by: one person alone cannot publish.")
        try:
            with transaction.atomic():
                self.load(options["folder"])
                if options["approved_by"]:
                    self.publish(options["submitted_by"], options["approved_by"])
                if options["dry_run"]:
                    raise Undo
        except Undo:
            self.stdout.write("Dry run: nothing was changed.")
        except (content.BadContent, Refused, NotAllowed) as fault:
            raise CommandError(str(fault)) from fault

    def load(self, folder: Path) -> None:
        with acting(JOB) as actor:
            known = {verbs.keep_topic(actor, entry).slug for entry in content.topics(folder)}
            for article in content.articles(folder):
                if article.topic not in known:
                    raise content.BadContent(f"{article.language}/{article.topic}: topics.yaml has no such topic.")
                self.tell(article, verbs.load(actor, article))

    def tell(self, article: content.Article, loaded: verbs.Loaded) -> None:
        what = "new draft" if loaded.is_new else "unchanged"
        also = f", replaces open version {loaded.replaced}" if loaded.replaced else ""
        self.stdout.write(
            f"{article.language} {article.topic}: version {loaded.version.number}, {what}{also}, grade {loaded.version.reading_grade}"
        )

    def publish(self, submitted_by: str, approved_by: str) -> None:
        with acting(person(submitted_by)) as writer:
            for version in Version.objects.filter(status=Status.DRAFT):
                verbs.submit_for_review(writer, version.pk)
        year = timezone.localdate() + timedelta(days=365)
        with acting(person(approved_by)) as reader:
            for version in Version.objects.filter(status=Status.IN_REVIEW):
                verbs.approve(reader, version.pk, valid_until=year)
                self.stdout.write(f"{version.document}: version {version.number} approved until {year:%d-%b-%Y}")


def person(email: str) -> Actor:
    """The person at the organization where they work, if they work at one."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody here signs in as {email}.")
    membership = user.memberships.active().first()
    return Actor(user_id=user.pk, organization_id=membership.organization_id if membership else None, name=user.name)
