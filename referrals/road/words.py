"""Every stage in plain words: where you are, what happens, what you do. One table, so that a stage without words fails a test."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.states import Stage

Words = str | Promise


@dataclass(frozen=True)
class Here:
    """`step` is the number on the road; `todo` what the patient does now, often nothing."""

    title: Words
    text: Words
    todo: Words
    step: int


STEPS: tuple[tuple[Words, Words], ...] = (
    (_("Your doctor sends your story"), _("The center gets your records.")),
    (_("The center reads it"), _("A doctor there decides if they can see you.")),
    (_("Your first visit"), _("You meet the CAR-T team.")),
    (_("A plan is made"), _("You and the team choose what is next.")),
    (_("Your cells are collected"), _("This is called apheresis.")),
    (_("You get your cells"), _("We call this Day 0.")),
    (_("Back home"), _("Your own doctor takes over, with the center's help.")),
)

NOTHING = _("You do not have to do anything now.")
STAGE_WORDS: dict[Stage, Here] = {
    Stage.DRAFT: Here(_("Your doctor is getting your papers ready"), _("Nothing has been sent yet."), NOTHING, 1),
    Stage.SUBMITTED: Here(_("Your papers were sent"), _("The center tells your doctor when they arrive."), NOTHING, 1),
    Stage.RECEIVED: Here(_("The center is reading your papers"), _("A doctor there reads them this week."), NOTHING, 2),
    Stage.INFO_REQUESTED: Here(
        _("The center asked your doctor for more"),
        _("Your doctor's office sends what is missing."),
        _("They may call you for a paper or a test."),
        2,
    ),
    Stage.ACCEPTED: Here(
        _("The center will see you"),
        _("They are looking for a date for your first visit."),
        _("Tell your team which days do not work for you."),
        3,
    ),
    Stage.CONSULT_SCHEDULED: Here(
        _("Your first visit has a date"), _("You meet the doctor and the nurse."), _("Bring your medicine list and someone you trust."), 3
    ),
    Stage.CONSULTED: Here(
        _("You had your first visit"), _("The team talks about what is best for you."), _("Write down your questions."), 4
    ),
    Stage.WAITLISTED: Here(
        _("You are on the waiting list"), _("The team calls you when there is a place."), _("Call your team if you feel worse."), 4
    ),
    Stage.DEFERRED: Here(
        _("The plan waits for now"), _("The team looks at it again on a set day."), _("Call your team if something changes."), 4
    ),
    Stage.IN_WORKUP: Here(
        _("You are getting ready"),
        _("You have some tests before your cells are collected."),
        _("Keep your test visits. Ask if you need a ride."),
        5,
    ),
    Stage.APHERESIS_DONE: Here(
        _("Your cells are being made"),
        _("A lab makes your cells. This takes some weeks."),
        _("Keep your visits at home. Call if you have a fever."),
        6,
    ),
    Stage.INFUSED: Here(
        _("You got your cells"),
        _("Your team checks on you often now."),
        _("Stay close to the center. Do not drive. Call for fever or confusion."),
        6,
    ),
    Stage.SHARED_CARE: Here(
        _("You are back home"),
        _("Your own doctor and the center look after you together."),
        _("Keep your blood tests. Call if you feel sick."),
        7,
    ),
    Stage.DECLINED: Here(
        _("The center has answered"), _("Your doctor will talk with you about it."), _("Ask your doctor what is next."), 2
    ),
    Stage.NOT_ELIGIBLE: Here(_("The team has decided"), _("A doctor will talk with you about it."), _("Ask your doctor what is next."), 4),
    Stage.PATIENT_DECLINED: Here(
        _("You chose another way"),
        _("Your doctor knows and goes on with your care."),
        _("You can change your mind. Just tell your team."),
        4,
    ),
    Stage.CANCEL_REQUESTED: Here(
        _("This request is being stopped"), _("Your doctor asked the center to stop it."), _("Ask your doctor if you wonder why."), 2
    ),
    Stage.CLOSED: Here(
        _("This request is finished"), _("Your own doctor goes on with your care."), _("Call your doctor with any question."), 7
    ),
    Stage.CANCELLED: Here(
        _("This request was stopped"), _("Your own doctor goes on with your care."), _("Call your doctor with any question."), 2
    ),
    Stage.LOST: Here(
        _("This request has ended"), _("Your own doctor goes on with your care."), _("Call your doctor with any question."), 2
    ),
    Stage.ENTERED_IN_ERROR: Here(_("This request was a mistake"), _("It was made by mistake and does not count."), NOTHING, 1),
}
