"""Closed sets of words of the first days, and the moves of an episode as data. Knows no row."""

from __future__ import annotations

from django.db import models


class EpisodeKind(models.TextChoices):
    CRS = "crs", "CRS"
    ICANS = "icans", "ICANS"
    IEC_HS = "iec_hs", "IEC-HS"
    CYTOPENIA = "cytopenia", "Cytopenia"
    INFECTION = "infection", "Infection"
    DELAYED_NEUROTOXICITY = "delayed_neurotoxicity", "Delayed neurotoxicity"


class EpisodeState(models.TextChoices):
    OPEN = "open", "Under way"
    ENDED = "ended", "Over"
    IN_ERROR = "in_error", "Entered in error"


class RetractReason(models.TextChoices):
    WRONG_PATIENT = "wrong_patient", "Another patient was meant"
    WRONG_TIME = "wrong_time", "Day or time was wrong"
    NOT_DONE = "not_done", "The check was not done"
    TWICE = "twice", "Entered twice"
    OTHER = "other", "Something else"


EPISODE_PAIRS = sorted(
    {
        (str(EpisodeState.OPEN), str(EpisodeState.ENDED)),
        (str(EpisodeState.ENDED), str(EpisodeState.OPEN)),
        (str(EpisodeState.OPEN), str(EpisodeState.IN_ERROR)),
        (str(EpisodeState.ENDED), str(EpisodeState.IN_ERROR)),
    }
)
EPISODE_INITIAL = [str(EpisodeState.OPEN), str(EpisodeState.ENDED)]
