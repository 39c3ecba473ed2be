"""Guides of the tools about units and about how hard a text is to read.

Room: patients.clinical.guides.
"""

from __future__ import annotations

from typing import Final

from patients.clinical.guides.guide import Guide

GUIDES: Final[dict[str, Guide]] = {
    "unit_convert": Guide(
        when="When a laboratory reports in other units than a rule compares in.",
        tried_on="Not a study: the factors laboratories use.",
        not_for="Guessing a unit that was not reported.",
    ),
    "flesch_kincaid": Guide(
        when="While writing for patients: a grade of six or less is asked for here.",
        tried_on="531 men of the US Navy reading training manuals in 1975.",
        not_for="Spanish, lists of names, or proof that a text is understood.",
    ),
    "flesch_reading_ease": Guide(
        when="Beside the grade, as a second look: higher is easier.",
        tried_on="Graded reading lessons for schools in the 1940s.",
        not_for="Spanish, which has a formula of its own.",
    ),
    "smog": Guide(
        when="For health texts of thirty sentences or more; it is stricter than Flesch-Kincaid.",
        tried_on="Passages with known comprehension, read to the end by most readers at that grade.",
        not_for="Short texts: under thirty sentences the answer says that it is unsure.",
    ),
    "pemat": Guide(
        when="Before a page for patients is approved, by somebody other than its author.",
        tried_on="Raters of printed and recorded health materials, for the agency for healthcare research.",
        not_for="A text without people who would read it: ask some of them as well.",
    ),
}
