"""Real scheduler processes: any number, killed at any moment, told to stop: every effect once, whole or absent."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from uuid_utils.compat import uuid7

from backend.kit import postgres
from backend.kit.db import Database, now
from tests.faults.schedulers import caught_up, killed_at_random, ledger, schedulers, started, stop, word
from tests.faults.ticking import Order
from tests.makers import Here


@pytest.fixture
def order(server: postgres.Server, database_name: str, here: Here) -> Order:
    return Order(server.url("app", database_name), str(here.id), f"tick-{uuid7()}", now().isoformat())


async def test_of_several_clocks_killed_at_random_every_effect_is_there_once(
    order: Order, database: Database, here: Here
) -> None:
    held = replace(order, hold=0.05)
    found = await killed_at_random(held, database, here, processes=2, ticks=20, kills=3)
    assert len(found.due) >= 20
    assert (found.missed, found.doubled) == (frozenset(), 0)
    assert found.claims == len(found.effects) == len(found.due)


async def test_without_claims_two_clocks_do_everything_twice(order: Order, database: Database, here: Here) -> None:
    """The control: were this not so, the test above could not fail."""
    async with schedulers(replace(order, claimed=False), 2) as running:
        said = {await word(one) for one in running}
        for one in running:
            while len(said) < 6:
                said.add(await word(one))
    assert (await ledger(order, database, here, now())).doubled > 0


async def test_one_killed_between_claim_and_commit_leaves_nothing_and_the_next_does_it(
    order: Order, database: Database, here: Here
) -> None:
    once_a_day = replace(order, every=86_400.0)
    async with schedulers(replace(once_a_day, hold=60.0), 1) as [victim]:
        assert (await word(victim)).startswith("claimed")
        victim.kill()
        await victim.wait()
    empty = await ledger(once_a_day, database, here, now())
    assert (dict(empty.effects), empty.claims) == ({}, 0)
    async with schedulers(once_a_day, 2):
        await caught_up(database, once_a_day, now())
    found = await ledger(once_a_day, database, here, now())
    assert (list(found.effects.values()), found.claims) == ([1], 1)


async def test_told_to_stop_a_clock_finishes_what_is_under_way(order: Order, database: Database, here: Here) -> None:
    once_a_day = replace(order, every=86_400.0, hold=1.5)
    async with schedulers(once_a_day, 1) as [one]:
        assert (await word(one)).startswith("claimed")
        began = time.monotonic()
        assert await stop(one) == 0
    assert time.monotonic() - began >= 1
    found = await ledger(once_a_day, database, here, now())
    assert (list(found.effects.values()), found.claims) == ([1], 1)


async def test_what_takes_longer_than_the_grace_is_cut_short_whole(
    order: Order, database: Database, here: Here
) -> None:
    once_a_day = replace(order, every=86_400.0, hold=600.0, grace=3.0)
    one = await started(once_a_day)
    try:
        assert (await word(one)).startswith("claimed")
        began = time.monotonic()
        assert await stop(one) == 0
        assert timedelta(seconds=time.monotonic() - began) < timedelta(seconds=once_a_day.grace + 3)
    finally:
        if one.returncode is None:
            one.kill()
    found = await ledger(once_a_day, database, here, now())
    assert (dict(found.effects), found.claims) == ({}, 0)
