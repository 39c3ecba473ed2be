"""Content in Django admin: topics are edited, texts are pasted as article files, versions are read and never deleted.

Acts on a version go through the same verbs as the review pages, where the text can be read as readers will see it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from carecoord.access.errors import NotAllowed, Refused
from carecoord.accounts.models import Language
from education import content, verbs
from education.models import Document, Topic, Version
from education.views import actor_of

if TYPE_CHECKING:  # Django's own classes take no type argument at run time
    Admin = admin.ModelAdmin[Any]
    VersionForm = forms.ModelForm[Version]
else:
    Admin, VersionForm = admin.ModelAdmin, forms.ModelForm


class Kept(Admin):
    """Nothing of the library is deleted: versions are retired, topics stay."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Topic)
class TopicAdmin(Kept):
    list_display = ("slug", "order", "part", "audience", "holds_signs")
    list_filter = ("part", "audience")
    search_fields = ("slug",)

    def get_readonly_fields(self, request: HttpRequest, obj: Topic | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()  # printed pages name the address


@admin.register(Document)
class DocumentAdmin(Kept):
    list_display = ("topic", "language")
    list_filter = ("language",)
    search_fields = ("topic__slug",)
    autocomplete_fields = ("topic",)

    def has_change_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        return False


class ArticleFile(VersionForm):
    """A whole article file, pasted: front matter and Markdown, checked like the files of the project."""

    language = forms.ChoiceField(choices=Language)
    text = forms.CharField(
        label="Article file",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 40, "cols": 100}),
        help_text="Front matter between two lines of three dashes, then Markdown. Open a version and copy its file to begin.",
    )

    class Meta:
        model = Version
        fields: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("text"):
            raw = given["text"].replace("\r\n", "\n")
            try:
                given["article"] = content.parse(raw, language=given["language"], name="This text")
            except content.BadContent as fault:
                raise forms.ValidationError(str(fault)) from fault
            if not Topic.objects.filter(slug=given["article"].topic).exists():
                raise forms.ValidationError(f"There is no topic “{given['article'].topic}”. Add the topic first.")
        return given

    def _post_clean(self) -> None:
        """The verb makes the row; there is no half-made one to validate here."""


@admin.register(Version)
class VersionAdmin(Kept):
    list_display = ("title", "document", "number", "status", "reading_grade", "approved_by", "valid_until", "read_it")
    list_filter = ("status", "document__language", "document__topic__part")
    search_fields = ("title", "summary", "document__topic__slug")
    list_select_related = ("document__topic", "approved_by")
    date_hierarchy = "reviewed_on"
    actions = ("send_for_review", "approve_for_a_year", "take_out")

    def get_form(self, request: HttpRequest, obj: Version | None = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs) if obj else ArticleFile

    def get_fields(self, request: HttpRequest, obj: Version | None = None) -> Any:
        own = [f.name for f in Version._meta.fields if f.name not in ("id", "digest")]
        return [*own, "read_it", "file"] if obj else ["language", "text"]

    def get_readonly_fields(self, request: HttpRequest, obj: Version | None = None) -> list[str]:
        return self.get_fields(request, obj) if obj else []

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Version:
        if change:
            unchanged: Version = form.instance
            return unchanged  # nothing of a version can be changed here
        loaded = verbs.load(actor_of(request), form.cleaned_data["article"])
        if not loaded.is_new:
            messages.warning(request, f"This text is already version {loaded.version.number}; nothing was added.")
        return loaded.version

    def save_model(self, request: HttpRequest, obj: Version, form: Any, change: bool) -> None:
        """The verb has already kept it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A version has no related rows."""

    @admin.display(description="As readers see it")
    def read_it(self, obj: Version) -> SafeString:
        return format_html('<a href="{}">Read and review</a>', reverse("education:review", args=[obj.pk]))

    @admin.display(description="Article file, to copy for the next version")
    def file(self, obj: Version) -> SafeString:
        return format_html("<pre>{}</pre>", content.unparse(obj.document.topic.slug, obj.content()))

    @admin.action(description="Send for review", permissions=["change"])
    def send_for_review(self, request: HttpRequest, queryset: QuerySet[Version]) -> None:
        actor = actor_of(request)
        self.each(request, queryset, lambda pk: verbs.submit_for_review(actor, pk), "sent for review")

    @admin.action(description="Approve for a year (texts that somebody else sent)", permissions=["change"])
    def approve_for_a_year(self, request: HttpRequest, queryset: QuerySet[Version]) -> None:
        actor, until = actor_of(request), timezone.localdate() + timedelta(days=365)
        self.each(request, queryset, lambda pk: verbs.approve(actor, pk, valid_until=until), "approved")

    @admin.action(description="Take out of the library", permissions=["change"])
    def take_out(self, request: HttpRequest, queryset: QuerySet[Version]) -> None:
        actor = actor_of(request)
        self.each(request, queryset, lambda pk: verbs.retire(actor, pk, reason="Taken out in the administration"), "taken out")

    def each(self, request: HttpRequest, queryset: QuerySet[Version], verb: Callable[[UUID], Version], said: str) -> None:
        """Do it for every picked text; one that cannot be done says why and leaves the others done."""
        for version in queryset:
            try:
                verb(version.pk)
            except (Refused, NotAllowed) as refusal:
                messages.error(request, f"{version}: {refusal}")
            else:
                messages.success(request, f"{version} was {said}.")
