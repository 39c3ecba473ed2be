"""The shapes of what a version keeps as JSON. Shapes only; checking them is the work of `education.content`."""

from __future__ import annotations

from typing import TypedDict


class Call(TypedDict):
    """The box with the phone: a question or order, and one line below."""

    heading: str
    text: str


class Fact(TypedDict):
    label: str
    value: str


class Answer(TypedDict):
    text: str
    is_right: bool
    because: str


class Question(TypedDict):
    ask: str
    answers: list[Answer]


class Signs(TypedDict):
    """Three levels of signs, worst first, and what to say or heed at each."""

    emergency: list[str]
    now: list[str]
    office: list[str]
    say: str
    before_call: str
    office_note: str
