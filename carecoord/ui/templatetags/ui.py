"""The tags pages draw their parts with; built in, so no template loads them. `docs/components.md` has an example of each.

Room: carecoord.ui. A tag takes declared values, never the context around it; one that would need a model belongs to that model's app.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from carecoord.ui import signs
from carecoord.ui.charts import TherapyChart, sparkline, therapy_chart
from carecoord.ui.charts.spark import Trend
from carecoord.ui.dates import clock, patient_day, patient_moment, staff_day, staff_moment
from carecoord.ui.parts import ActSide, Age, Alert, Ball, Banner, Button, Due, Fact, Meter, Side, StateLine, Tag, Tone, Words
from carecoord.ui.pieces import LIST_KEYS, BulkAct, CallBox, Document, Empty, Key, Note, Person, Pick, RoadStep, Said, Tab, TimelineItem

register = template.Library()
FLAGS = {
    "high": Tag("High", Tone.FLAG, "high"),
    "low": Tag("Low", Tone.FLAG, "low"),
    "critical": Tag("Critical", Tone.LATE, "late"),
    "normal": Tag("In range", Tone.PLAIN, "check"),
    "abnormal": Tag("Out of range", Tone.FLAG, "priority_high"),
    "missing": Tag("Not received", Tone.PLAIN, "unknown"),
}


@register.simple_tag
def icon(name: str, large: bool = False) -> SafeString:
    """{% icon "upload" %}"""
    return signs.icon(name, large=large)


@register.simple_tag
def side_sign(side: Side | str, large: bool = False) -> SafeString:
    """{% side_sign "practice" %}"""
    return signs.side_sign(side, large=large)


@register.simple_tag
def our_scripts(names: str) -> SafeString:
    """{% our_scripts "menu idle" %}: htmx and the named files of static/js."""
    paths = ["django_htmx/htmx-2.min.js", *(f"js/{name}.js" for name in names.split())]
    return format_html_join("\n", '<script src="{}" defer></script>', ((static(path),) for path in paths))


@register.simple_tag
def ball(given: Ball) -> SafeString:
    return signs.ball(given)


@register.simple_tag
def chip(word: Words) -> SafeString:
    return signs.chip(word)


@register.simple_tag
def age(given: Age) -> SafeString:
    return signs.age(given)


@register.simple_tag
def due(given: Due) -> SafeString:
    return signs.due(given)


@register.simple_tag
def tag(given: Tag) -> SafeString:
    return signs.tag(given)


@register.simple_tag
def state_tag(word: Words, tone: str = "", icon: str = "") -> SafeString:
    """{% state_tag "Received" "plain" "received" %}"""
    return signs.tag(Tag(word, Tone(tone), icon))


@register.simple_tag
def lab_flag(flag: str) -> SafeString:
    """{% lab_flag "high" %}: high, low, critical, normal, abnormal, missing."""
    return signs.tag(FLAGS[flag])


@register.simple_tag
def alert(given: Alert) -> SafeString:
    return signs.alert(given)


@register.simple_tag
def avatar(name: str, side: Side | str = "", letters: str = "") -> SafeString:
    """{% avatar "Bo Larsen" %}; an empty name draws the dashed disc of nobody."""
    return signs.avatar(name, side=side, letters=letters)


@register.simple_tag
def day(value: date | datetime | None, weekday: bool = False, year: bool = True) -> SafeString | str:
    """{% day referral.sent_at %} is 22-Nov-2026; nothing for no date."""
    return "" if value is None else signs.day(value, staff_day(value, weekday=weekday, year=year))


@register.simple_tag
def moment(value: datetime | None, weekday: bool = False, named: bool = False) -> SafeString | str:
    """{% moment note.at %} is 20-Nov-2026, 17:24."""
    return "" if value is None else signs.day(value, staff_moment(value, weekday=weekday, named=named))


@register.simple_tag
def pt_day(value: date | datetime | None) -> SafeString | str:
    """{% pt_day step.on %} is Wed, Nov 25, in the reader's language."""
    return "" if value is None else signs.day(value, patient_day(value))


@register.simple_tag
def pt_moment(value: datetime | None) -> SafeString | str:
    """{% pt_moment visit.at %} is Wed, Nov 25 at 9:30 am."""
    return "" if value is None else signs.day(value, patient_moment(value))


@register.filter
def clock_time(value: datetime) -> str:
    return clock(value)


@register.filter
def dial(phone: str) -> str:
    """The digits of a phone number, for a tel: link."""
    digits = "".join(letter for letter in str(phone) if letter.isdigit())
    return f"+{digits}" if str(phone).strip().startswith("+") else digits


@register.filter
def initials(name: str) -> str:
    return signs.initials(name)


@register.filter
def without_placeholders(form: Any) -> Any:
    """A form whose labels stand over the fields does not say them again inside."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form


@register.filter
def fact_words(value: object) -> object:
    """A fact's value as text: dates the staff way, everything else as it is."""
    if isinstance(value, datetime):
        return signs.day(value, staff_moment(value))
    return signs.day(value) if isinstance(value, date) else value


@register.simple_tag
def spark(trend: Trend) -> SafeString:
    """{% spark row.trend %}: a sparkline with the reference band."""
    return sparkline(trend)


@register.simple_tag
def therapy_lines(chart: TherapyChart) -> SafeString:
    """{% therapy_lines page.chart %}: lines of therapy; the page prints the table twin."""
    return therapy_chart(chart)


@register.inclusion_tag("components/button.html")
def button(given: Button, wide: bool = False, large: bool = False) -> dict[str, Any]:
    """{% button act.button %}: a link, or a form of its own when the button posts."""
    kinds = {"primary": "", "quiet": " cc-btn--quiet", "bare": " cc-btn--bare", "late": " cc-btn--late"}
    classes = "cc-btn" + kinds[given.kind] + (" cc-btn--l" if large else "") + (" cc-btn--wide" if wide else "")
    return {"button": given, "classes": classes}


@register.inclusion_tag("components/banner.html")
def patient_banner(banner: Banner) -> dict[str, Any]:
    return {"banner": banner}


@register.inclusion_tag("components/state_line.html")
def state_line(line: StateLine, label: Words = "Where this stands") -> dict[str, Any]:
    return {"line": line, "label": label}


@register.inclusion_tag("components/acts.html")
def both_acts(ours: ActSide, theirs: ActSide) -> dict[str, Any]:
    return {"sides": (ours, theirs)}


@register.inclusion_tag("components/meter.html")
def meter(given: Meter) -> dict[str, Any]:
    return {"meter": given, "drawing": signs.meter(given)}


@register.inclusion_tag("components/facts.html")
def facts(rows: Iterable[Fact], patient: bool = False) -> dict[str, Any]:
    return {"rows": rows, "classes": "pt-kv" if patient else "cc-facts"}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Tab], label: Words) -> dict[str, Any]:
    return {"items": items, "label": label}


@register.inclusion_tag("components/picks.html")
def picks(items: Sequence[Pick]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/timeline.html")
def timeline(items: Iterable[TimelineItem]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/notes.html")
def notes(items: Iterable[Note]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/documents.html")
def documents(items: Iterable[Document]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/people.html")
def people(items: Iterable[Person]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/team.html")
def care_team(items: Iterable[Person]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/call.html")
def call_box(box: CallBox) -> dict[str, Any]:
    return {"box": box}


@register.inclusion_tag("components/road.html")
def road(steps: Iterable[RoadStep]) -> dict[str, Any]:
    return {"steps": steps}


@register.inclusion_tag("components/empty.html")
def empty_state(given: Empty, level: int = 2) -> dict[str, Any]:
    return {"empty": given, "level": level}


@register.inclusion_tag("components/said.html")
def said(given: Said) -> dict[str, Any]:
    """{% said page.stale %}: changed meanwhile (amber), refused (red), done (green), or plain."""
    return {"said": given}


@register.inclusion_tag("components/bulk.html")
def bulk_bar(acts: Sequence[BulkAct], form: str) -> dict[str, Any]:
    """{% bulk_bar page.bulk "rows" %}: "rows" is the id of the form around the list."""
    return {"acts": acts, "form": form}


@register.inclusion_tag("components/keys.html")
def key_hints(keys: Sequence[Key] = LIST_KEYS) -> dict[str, Any]:
    return {"keys": keys}


@register.inclusion_tag("components/errors.html")
def error_summary(form: Any, title: Words | Promise = "") -> dict[str, Any]:
    """{% error_summary form %}: what is wrong, with links to the fields; nothing while nothing is wrong. The form does not repeat it."""
    form.is_summed_up = True
    return {"form": form, "title": title}
