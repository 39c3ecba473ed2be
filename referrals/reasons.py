"""Coded reasons: why a referral was declined, put off, cancelled, lost or reopened. Codes are kept for counting; words are for people."""

from __future__ import annotations

from django.db import models


class DeclineReason(models.TextChoices):
    OUTSIDE_LABEL = "outside_label", "Outside the label today"
    DISEASE_STATUS = "disease_status", "Disease status does not fit now"
    ORGAN_FUNCTION = "organ_function", "Organ function"
    PERFORMANCE = "performance", "Performance status"
    ACTIVE_INFECTION = "active_infection", "Active infection"
    INCOMPLETE = "incomplete", "Information never came"
    CAPACITY = "capacity", "No capacity"
    INSURANCE = "insurance", "Insurance network"
    OTHER_CENTER = "other_center", "Better served elsewhere"
    OTHER = "other", "Other"


class NotEligibleReason(models.TextChoices):
    PROGRESSION = "progression", "Disease progression"
    ORGAN_FUNCTION = "organ_function", "Organ function"
    PERFORMANCE = "performance", "Performance status"
    TOXICITY_CONCERN = "toxicity_concern", "Expected side effects"
    NO_CAREGIVER = "no_caregiver", "No caregiver"
    INSURANCE = "insurance", "Insurance denied"
    NO_PRODUCT = "no_product", "No product or trial"
    OTHER = "other", "Other"


class PatientReason(models.TextChoices):
    PREFERS_OTHER = "prefers_other", "Prefers another treatment"
    DISTANCE = "distance", "Distance or time away"
    FEAR_OF_SIDE_EFFECTS = "fear_of_side_effects", "Fear of side effects"
    COST = "cost", "Cost"
    OTHER = "other", "Other"


class CancelReason(models.TextChoices):
    OTHER_CENTER_CHOSEN = "other_center_chosen", "Another center was chosen"
    RESPONDED = "responded", "Responded to other treatment"
    PATIENT_CHOICE = "patient_choice", "Patient's choice"
    SENT_TO_WRONG_CENTER = "sent_to_wrong_center", "Sent to the wrong center"
    TRANSFERRED = "transferred", "Transferred to another center"
    OTHER = "other", "Other"


class LostReason(models.TextChoices):
    DIED = "died", "Died"
    PROGRESSION = "progression", "Disease progression"
    TRANSFERRED = "transferred", "Moved to another system"
    NO_CONTACT = "no_contact", "Lost contact"
    OTHER = "other", "Other"


class DeferReason(models.TextChoices):
    INFECTION = "infection", "Infection to resolve"
    OTHER_TREATMENT = "other_treatment", "Other treatment first"
    PATIENT_TIME = "patient_time", "Patient asks for time"
    INSURANCE = "insurance", "Insurance appeal"
    OTHER = "other", "Other"


class MissedReason(models.TextChoices):
    DID_NOT_COME = "did_not_come", "Did not come"
    ILL = "ill", "Too ill to travel"
    TRANSPORT = "transport", "No transport"
    CENTER_CANCELLED = "center_cancelled", "Center cancelled"
    PATIENT_CANCELLED = "patient_cancelled", "Patient cancelled"
    OTHER = "other", "Other"


class ReopenReason(models.TextChoices):
    NEW_INFORMATION = "new_information", "New information"
    CLOSED_BY_MISTAKE = "closed_by_mistake", "Closed by mistake"
    PATIENT_BACK = "patient_back", "Patient is back in contact"


class ErrorReason(models.TextChoices):
    WRONG_PATIENT = "wrong_patient", "Wrong patient"
    TWICE = "twice", "Entered twice"
    TEST = "test", "A test entry"


class CloseException(models.TextChoices):
    """Why a referral is closed although the outcome was not acknowledged."""

    NO_ANSWER = "no_answer", "Practice did not answer after three tries"
    PRACTICE_CLOSED = "practice_closed", "Practice has closed"
    PATIENT_LEFT_PRACTICE = "patient_left_practice", "Patient left the practice"
