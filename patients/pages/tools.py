"""Clinical tools as staff find and read them: the shelf in groups, and an answer in words. Nothing here computes or keeps.

Room: patients.pages. A new tool gets its place in GROUPS (a test asks for it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from carecoord.ui.dates import staff_day
from carecoord.ui.parts import Fact
from patients.clinical.fields import Kind, Spec
from patients.clinical.inputs import ISO
from patients.clinical.refusals import spoken
from patients.clinical.registry import TOOLS
from patients.clinical.tool import POSTURE, Answer, Tool
from patients.clinical.words import said, unit_said

GROUPS: dict[str, tuple[str, ...]] = {
    "Stage and risk of the disease": ("iss", "riss", "r2iss", "ims_risk", "mycare"),
    "Fitness and organs": (
        "ecog_from_karnofsky",
        "hct_ci",
        "imwg_frailty",
        "simplified_frailty",
        "cockcroft_gault",
        "ckd_epi_2021",
        "corrected_calcium",
    ),
    "Lines and drugs": ("imwg_refractory", "drug_class", "measurable_disease", "serum_m_response"),
    "Who can have it": ("fda_label", "trial_screen", "washout"),
    "Risk before and after the cells": ("car_hematotox", "easix", "simplified_easix", "measix"),
    "First days": ("crs_grade", "ice_score", "icans_grade", "iec_hs", "hscore", "symptom_triage"),
    "Counts and infections afterwards": (
        "icaht_early",
        "icaht_late",
        "t_icaht_early",
        "t_icaht_late",
        "ctcae_v5",
        "ivig_flag",
        "vaccine_earliest",
    ),
    "Days and duties": ("day_post_infusion", "restrictions", "distress_thermometer"),
    "Units and readability": ("unit_convert", "flesch_kincaid", "flesch_reading_ease", "smog", "pemat"),
}
YES_NO = {True: "Yes", False: "No", None: "Not known"}


@dataclass(frozen=True)
class Entry:
    """One tool on the shelf."""

    name: str
    href: str
    asks: str


@dataclass(frozen=True)
class Group:
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Shown:
    """An answer: the result first, then what it rests on."""

    result: tuple[Fact, ...]
    used: tuple[Fact, ...]
    notes: tuple[str, ...]
    about: tuple[Fact, ...]


def shelf() -> tuple[Group, ...]:
    return tuple(Group(title, tuple(on_shelf(TOOLS[key]) for key in keys)) for title, keys in GROUPS.items())


def on_shelf(tool: Tool[Any, Any]) -> Entry:
    labels = [spec.label for spec in tool.inputs.values()]
    few = ", ".join(labels[:4]) + (f" and {len(labels) - 4} more" if len(labels) > 4 else "")
    return Entry(tool.name, reverse("tools:tool", args=[tool.key]), few)


def shown(tool: Tool[Any, Any], answer: Answer) -> Shown:
    return Shown(
        result=tuple(lines(answer.result)),
        used=tuple(Fact(spec.label, used(answer, key, spec)) for key, spec in tool.inputs.items() if key in answer.inputs),
        notes=answer.notes,
        about=(Fact("Rule", answer.version), Fact("Source", answer.citation), Fact("Use", POSTURE)),
    )


def lines(result: Mapping[str, Any]) -> Iterator[Fact]:
    """A line for each key; what a key holds of its own gets lines of its own."""
    for key, value in result.items():
        if isinstance(value, Mapping):
            yield from lines(value)
        else:
            yield Fact(spoken(key), in_words(value))


def used(answer: Answer, key: str, spec: Spec) -> str:
    """As entered, and converted where that says something new."""
    entered, canonical = answer.inputs[key], answer.converted.get(key)
    text = " ".join(part for part in (in_words(entered["value"]), unit_said(entered["unit"] or "")) if part)
    is_measured = spec.kind in (Kind.MEASURE, Kind.MEASURES)
    return f"{text} = {in_words(canonical)} {unit_said(spec.units[0])}" if is_measured and entered["unit"] != spec.units[0] else text


def in_words(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, list | tuple):
        return ", ".join(in_words(one) for one in value) or "None"
    if isinstance(value, str):
        return staff_day(date.fromisoformat(value)) if ISO.fullmatch(value) else said(value)
    return f"{value:.4g}" if isinstance(value, float) else str(value)
