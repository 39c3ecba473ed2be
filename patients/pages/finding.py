"""Who a search finds: the ids of one page, from the keys of those whom the organization may see, and where the next page begins.

Room: patients.pages. Keys first, people second: row-level security bounds the keys, `visible_to` looks at the few ids that come from here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, TextField, Value

from carecoord.access.actor import Actor
from carecoord.access.models import PersonalGrant
from patients.models import Identifier, Patient, Rank, SearchKey, name_words
from patients.models.search import END

PAGE = 50
SPELLINGS = ("%Y-%m-%d", "%d-%b-%Y", "%m/%d/%Y", "%m-%d-%Y", "%d %b %Y", "%b %d, %Y")
MANY_WORDS = 5
START = ("", UUID(int=0))  # before the first key

Mark = tuple[str, UUID]

# One word leads; what stands behind it does not matter. It reads on past the word, and the caller cuts there: a limit on the rows of a word
# would let the planner guess their number, and read them all.
WORD = """SELECT k.key, k.patient_id FROM patients_searchkey k
WHERE k.organization_id = %(here)s AND k.rank <= 1 AND k.key >= %(start)s AND (k.key > %(key)s OR k.patient_id > %(patient)s)
  AND (k.key >= %(last)s OR access.answers(k.key, %(asked)s) <> 0)
ORDER BY k.key, k.patient_id LIMIT %(limit)s"""

# Each word that begins as asked leads once ("!" comes right after the space); behind each, the spellings whose second word begins as
# asked. Rows come in the order of the keys, since the words do, and the reading stops when the page is full.
PAIR = """SELECT k.key, k.patient_id FROM (
  WITH RECURSIVE lead (word, beyond) AS (
    (SELECT split_part(k.key, ' ', 1), split_part(k.key, ' ', 1) || '!' FROM patients_searchkey k
     WHERE k.organization_id = %(here)s AND k.key >= %(first)s AND k.key < %(last)s ORDER BY k.key LIMIT 1)
    UNION ALL
    SELECT n.word, n.word || '!' FROM lead CROSS JOIN LATERAL (
      SELECT split_part(k.key, ' ', 1) AS word FROM patients_searchkey k
      WHERE k.organization_id = %(here)s AND k.key > lead.beyond AND k.key < %(last)s ORDER BY k.key LIMIT 1) n
  ) SELECT word || ' ' || %(second)s AS low, word || ' ' || %(second)s || %(end)s AS high FROM lead
) lead CROSS JOIN LATERAL (
  SELECT k.key, k.patient_id FROM patients_searchkey k
  WHERE k.organization_id = %(here)s AND k.key >= greatest(lead.low, %(key)s) AND k.key < lead.high
    AND (k.key > %(key)s OR k.patient_id > %(patient)s) AND access.answers(k.key, %(asked)s) <> 0
  ORDER BY k.key, k.patient_id LIMIT %(limit)s
) k LIMIT %(limit)s"""


class LostPlace(LookupError):
    """The row that the page before ended with is not there any more."""


@dataclass(frozen=True, slots=True)
class Found:
    """Ids in the order of the page; the next page follows `after`, or there is none."""

    ids: tuple[UUID, ...] = ()
    after: UUID | None = None

    @classmethod
    def of(cls, ids: Sequence[UUID], limit: int) -> Found:
        """From one id more than a page holds."""
        return cls(tuple(ids[:limit]), ids[limit - 1] if len(ids) > limit else None)


def found(actor: Actor, asked: str, after: UUID | None, *, limit: int = PAGE, since: datetime | None = None) -> Found:
    """Birth date or number if it reads as one, else a name; everybody by name if nothing is asked. Raises `LostPlace`."""
    born, words = date_in(asked), name_words(asked)[:MANY_WORDS]
    if born is None and any(letter.isdigit() for letter in asked):
        return by_number(actor, asked, limit)
    if born is None and words:
        return first_page(actor, Found.of(named(actor, words, mark_of(actor, words, after), limit + 1), limit), after, words=words)
    if born is None and asked:
        return Found()  # signs alone name nobody
    which = {"birth_on": born} if born else {"patient__updated_at__gte": since} if since else {}
    key, patient = mark_of(actor, [], after)
    rows = everybody(actor).filter(Q(key__gte=key) & (Q(key__gt=key) | Q(patient_id__gt=patient)), **which).order_by("key", "patient_id")
    page = Found.of(list(rows.values_list("patient_id", flat=True)[: limit + 1]), limit)
    return first_page(actor, page, after, born=born, since=since)


def by_id(actor: Actor, after: UUID | None, *, limit: int = PAGE, since: datetime | None = None) -> Found:
    """Everybody, in an order that no change of a name moves."""
    which = {"patient__updated_at__gte": since} if since else {}
    rows = everybody(actor).filter(patient_id__gt=after or UUID(int=0), **which).order_by("patient_id")
    page = Found.of(list(rows.values_list("patient_id", flat=True)[: limit + 1]), limit)
    return first_page(actor, page, after, since=since)


def everybody(actor: Actor) -> QuerySet[SearchKey]:
    """One key of each patient, the name as written."""
    return SearchKey.objects.filter(organization_id=actor.place_id, rank=Rank.WRITTEN)


def named(actor: Actor, words: list[str], mark: Mark, limit: int) -> list[UUID]:
    """In the order of the keys; several words are asked for by the longest, since the fewest names begin with it."""
    asked, (key, patient) = longest_first(words), mark
    given: dict[str, Any] = {
        "here": actor.place_id,
        "asked": asked,
        "last": asked[0] + END,
        "second": asked[1] if asked[1:] else "",
        "end": END,
    }
    given |= {"start": max(asked[0], key), "first": max(asked[0], key.split(" ")[0]), "key": key, "patient": patient, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(PAIR if asked[1:] else WORD, given)
        return [found for spelled, found in cursor.fetchall() if spelled.startswith(asked[0])]


def longest_first(words: list[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def mark_of(actor: Actor, words: list[str], after: UUID | None) -> Mark:
    """Where the row of the patient `after` stands."""
    if after is None:
        return START
    keys = SearchKey.objects.filter(organization_id=actor.place_id, rank__lte=min(len(words), Rank.PAIR))
    if words:
        asked = Value(longest_first(words), output_field=ArrayField(TextField()))
        keys = keys.alias(answer=Func(F("key"), asked, function="access.answers", output_field=IntegerField())).exclude(answer=0)
    key = keys.filter(patient_id=after).order_by("key").values_list("key", flat=True).first()
    if key is None:
        raise LostPlace
    return key, after


def first_page(
    actor: Actor,
    page: Found,
    after: UUID | None,
    *,
    words: list[str] | None = None,
    born: date | None = None,
    since: datetime | None = None,
) -> Found:
    """Records open in an emergency that the organization has no key of come before all others, as long as they are open."""
    if after is not None:
        return page
    held = PersonalGrant.objects.held_by(actor).values("patient_id")
    which = {"birth_on": born} if born else {"updated_at__gte": since} if since else {}
    rows = Patient.objects.filter(~Exists(everybody(actor).filter(patient_id=OuterRef("pk"))), pk__in=held, **which)
    people = rows.order_by("name_key", "pk").values_list("pk", "name_key")
    return Found((*(pk for pk, name in people if holds(name_words(name), words or [])), *page.ids), page.after)


def holds(name: list[str], words: list[str]) -> bool:
    return all(any(part.startswith(word) for part in name) for word in words)


def by_number(actor: Actor, asked: str, limit: int) -> Found:
    """Only the organization's own numbers: one in each system at most."""
    numbers = Identifier.objects.filter(organization_id=actor.place_id, value=asked.strip())
    return Found(tuple(dict.fromkeys(numbers.values_list("patient_id", flat=True)[:limit])))


def date_in(asked: str) -> date | None:
    plain = re.sub(r"\s+", " ", asked.strip()).title() if re.search(r"\d", asked) else ""
    for spelling in SPELLINGS if plain else ():
        try:
            return datetime.strptime(plain, spelling).date()  # noqa: DTZ007 - a birth date has no zone
        except ValueError:
            continue
    return None
