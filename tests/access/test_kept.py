"""Statements that are put together once answer each reader as the querysets they were made of."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db.models import F

from carecoord.access.actor import acting
from carecoord.access.kept import ANY_ID, ANY_IDS, Kept, KeptModels, OneOf, Reader, meaning
from patients.models import Patient
from tests.cast import Cast

EVERYBODY = ("ana", "rae", "pia", "uma", "cy", "bo", "chen", "dee", "pat", "sam", "ida")


def lookup(reader: Reader) -> KeptModels[Patient]:
    return KeptModels(Patient.objects.visible_to(reader.stand_in).filter(pk=ANY_ID).select_related("custodian"))


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_kept_lookup_sees_what_the_queryset_sees(cast: Cast, who: str) -> None:
    actor = cast.actor(who)
    with acting(actor):
        expected = Patient.objects.visible_to(actor).filter(pk=cast.denise.pk).first()
        kept = lookup(Reader.of(actor))
        if expected is None:
            with pytest.raises(Patient.DoesNotExist):
                kept.one(meaning(actor, {ANY_ID: cast.denise.pk}))
            return
        found = kept.one(meaning(actor, {ANY_ID: cast.denise.pk}))
        assert found == expected
        assert vars(found)["birth_on"] == expected.birth_on
        assert found.custodian.short_name == "Cedar Valley"


def test_one_statement_serves_readers_of_one_kind(cast: Cast) -> None:
    """Cy's statement is Rae's, with Cy's own values: she still sees nothing."""
    rae, cy = cast.actor("rae"), cast.actor("cy")
    with acting(rae):
        kept = lookup(Reader.of(rae))
        assert kept.one(meaning(rae, {ANY_ID: cast.denise.pk})) == cast.denise
    with acting(cy):
        assert Reader.of(cy) == Reader.of(rae)
        with pytest.raises(Patient.DoesNotExist):
            kept.one(meaning(cy, {ANY_ID: cast.denise.pk}))


def test_another_role_is_another_statement(cast: Cast) -> None:
    readers = set()
    for who in ("rae", "ana", "uma", "pat", "bo"):
        with acting(cast.actor(who)) as actor:
            readers.add(Reader.of(actor))
    assert len(readers) == 5


def test_many_ids_are_one_value(cast: Cast) -> None:
    ana = cast.actor("ana")
    with acting(ana):
        rows = Patient.objects.visible_to(Reader.of(ana).stand_in).filter(OneOf(F("pk"), ANY_IDS)).values("id", "family_name")
        kept = Kept.of(rows)
        assert kept.columns == ("id", "family_name")
        for count in (0, 1, 40):
            ids = (cast.denise.pk, *(uuid4() for _ in range(count)))
            assert kept.rows(meaning(ana, {ANY_IDS: ids})) == [{"id": cast.denise.pk, "family_name": "Okafor"}]
        assert kept.rows(meaning(ana, {ANY_IDS: ()})) == []
