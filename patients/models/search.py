"""What a patient is found by. The database keeps these rows by itself, from the name, the birth date and who sees the record.

Room: patients.models. A row for each organization that sees the patient and each spelling of the name, so that a search walks an index of
what the organization may see and nothing else (migration 0007; docs/adr/0007 says why).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from carecoord.accounts.models import Organization
from patients.models.person import Patient, name_key

# Hyphens, dots and the like part words; apostrophes do not. `access.name_words` in the database does the same.
PARTS = "-‐‑–—.,/()"
DROPPED = "'’ʼ`´"
PLAIN = str.maketrans(dict.fromkeys(PARTS, " ") | dict.fromkeys(DROPPED, ""))
END = "\U0010ffff"  # after every name that begins like the text before it


def name_words(text: str) -> list[str]:
    """The words that names and searches are compared by."""
    return name_key(text).translate(PLAIN).split()


class Rank(models.IntegerChoices):
    """Which spelling a key is. Each patient has one `WRITTEN` row for each organization."""

    WRITTEN = 0, "as written"
    WORD = 1, "another word leads"
    PAIR = 2, "another two words lead"


class SearchKey(models.Model):
    """One spelling of a patient's name, for one organization that sees them; up to three words of each name count."""

    pk = models.CompositePrimaryKey("organization_id", "key", "patient_id")
    organization = models.ForeignKey(Organization, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    key = models.CharField(max_length=170, db_collation="C")
    patient = models.ForeignKey(Patient, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    rank = models.SmallIntegerField(choices=Rank)
    birth_on = models.DateField(null=True)
    restricted = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "key", "patient"], condition=Q(rank=0), name="search_key_written"),
            models.Index(fields=["organization", "patient"], condition=Q(rank=0), name="search_key_by_id"),
            models.Index(fields=["organization", "birth_on", "key", "patient"], condition=Q(rank=0), name="search_key_birth"),
        ]

    def __str__(self) -> str:
        return Rank(self.rank).label  # never the key: it is a name
