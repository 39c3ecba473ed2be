"""A call whose answer drips is ended from another thread; the next one goes through."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from carecoord.notifications.channels.calls import Calls
from faults.provider import Manner, providing


def test_an_answer_that_drips_is_cut_and_the_next_call_goes_through() -> None:
    with providing() as server, ThreadPoolExecutor(1) as other:
        calls = Calls()
        dripping = other.submit(calls.post, server.address, data={"To": Manner.DRIPPING.number}, timeout=10)
        while not server.taken:
            time.sleep(0.01)
        calls.cut()
        with pytest.raises(requests.RequestException):
            dripping.result(timeout=10)
        assert calls.post(server.address, data={"To": Manner.GOOD.number}, timeout=10).status_code == 201
