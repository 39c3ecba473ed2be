"""A channel is one folder: found by its name, sent by, addressed in its own way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from carecoord.notifications import Channel, channels, delivery
from carecoord.notifications.channels import registry
from carecoord.notifications.models import Notification
from carecoord.notifications.states import State
from tests.cast import Cast
from tests.notifications.stage import as_worker_role, notice, now
from tests.truth import truth

pytestmark = pytest.mark.django_db
FAX = '''
"""Fax, for a day."""

LABEL = "Fax"
SENT = []


def addresses(recipients):
    return {one: f"fax-{one}" for one in recipients if one != %d}


class Sender:
    def __enter__(self):
        return self

    def __exit__(self, *fault):
        pass

    def send(self, letter):
        SENT.append((letter.address, letter.id))
        return f"provider-{len(SENT)}"
'''


@pytest.fixture
def fax(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A folder somewhere, put on the package's path: nothing else is touched. It cannot reach Nan."""
    (tmp_path / "fax").mkdir()
    (tmp_path / "fax" / "__init__.py").write_text(FAX % cast.nan.pk)
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(tmp_path)])
    yield "fax"
    sys.modules.pop(f"{channels.__name__}.fax", None)
    Channel._value2member_map_.pop("fax", None)


def test_one_folder_is_a_channel(cast: Cast, fax: str) -> None:
    assert fax in registry.names()
    assert str(Channel(fax).label) == "Fax"
    assert Channel(fax) is Channel(fax)
    row, unreachable = notice(cast.bo, channel=fax), notice(cast.nan, channel=fax)
    with as_worker_role():
        assert delivery.deliver() == 1
    assert [(f"fax-{cast.bo.pk}", row.pk)] == registry.folder(fax).SENT
    assert (now(row).state, now(row).provider_id) == (State.SENT, "provider-1")
    assert (now(unreachable).state, now(unreachable).last_error_class) == (State.CANCELLED, "no_address")


def test_what_has_no_folder_is_no_channel() -> None:
    with pytest.raises(ValueError, match="pigeon"):
        Channel("pigeon")
    with pytest.raises(LookupError):
        registry.sender("pigeon")


def test_the_center_is_no_way_out() -> None:
    assert Channel.INAPP not in registry.names()
    assert Channel.EMAIL in registry.names()


def test_the_database_knows_how_a_channel_is_named(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="notification_channel_named"), transaction.atomic(), truth():
        Notification.objects.create(recipient=cast.bo, kind="x", key="x", channel="Fax 1")
