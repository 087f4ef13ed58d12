"""Any order of deeds, by whoever tries them, at the site's own doors: after each, the database is what the model says."""

import asyncio
from collections.abc import Coroutine
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from litestar import Litestar

from backend.kit import postgres
from backend.kit.db import Database
from backend.members.rules import Role
from tests.house.sites import serving
from tests.makers import Here, Visitor, make_here
from tests.submissions.model import Model
from tests.worlds import World, make_world

STEPS_A_WALK = 25
WHO = st.sampled_from(["contributor", "approver", "approver 2", "coordinator", "viewer", "neighbour"])
TYPED = {
    "hires": ["40", "0", "-3", "2.5", "abc", ""],
    "local_hires": ["10", "50", "0", ""],
    "spend": ["1200.50", "-1", "0.005", "1,2o0", ""],
    "policy": ["yes", "no", "maybe", ""],
}
ANSWERS = st.sampled_from([(element, typed) for element, many in TYPED.items() for typed in many])
GOOD = {"hires": "40", "local_hires": "10", "spend": "1200.50", "policy": "yes"}


class Site:
    """A site of its own, in an event loop of its own: Hypothesis does not wait."""

    def __init__(self, url: str, owner_url: str) -> None:
        self.loop = asyncio.new_event_loop()
        self._serving = serving(url)
        self.app: Litestar = self.run(self._serving.__aenter__())
        self.database, self.owner = Database(url), Database(owner_url)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def close(self) -> None:
        for end in (self.database.close(), self.owner.close(), self._serving.__aexit__(None, None, None)):
            self.run(end)
        self.loop.close()


class Walk(RuleBasedStateMachine):
    """One submission and everybody who may try something with it."""

    site: ClassVar[Site]
    of: ClassVar[type[Model]] = Model
    steps: ClassVar[int] = 0
    opened: ClassVar[int] = 0  # deeds that were let through

    @initialize()
    def begin(self) -> None:
        self.model = self.of()
        self.run(self._begin())

    async def _begin(self) -> None:
        here: Here = await make_here(self.site.app, self.site.owner, self.site.database)
        self.world: World = await make_world(here)
        self.round = await self.world.opened()
        self.submission = await self.world.submission(self.round)
        self.people: dict[str, Visitor] = {
            "contributor": self.world.contributor,
            "approver": self.world.approver,
            "approver 2": await here.person(Role.APPROVER, self.world.abbey),
            "coordinator": here.coordinator,
            "viewer": await here.person(Role.VIEWER, self.world.abbey),
            "neighbour": self.world.people["Birch", Role.CONTRIBUTOR],
        }

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.site.run(work)

    def try_(self, who: str, door: str, expected: bool, **fields: str) -> None:
        """At the coordinator's own doors for what it does in the member's stead."""
        Walk.steps += 1
        for_member = "/for-member" if who == "coordinator" and door in ("/entries", "/submission") else ""
        answer = self.run(self.people[who].send_form(self.world.path(self.submission, for_member + door), **fields))
        said = f"{who} {door} {fields} in {self.model.state}: {answer.status_code}"
        assert answer.status_code < 500, said
        assert (answer.status_code == 303) is expected, said
        Walk.opened += expected

    @rule(who=WHO, answer=ANSWERS, status=st.sampled_from(["", "", "estimated", "withheld", "not_available"]))
    def save(self, who: str, answer: tuple[str, str], status: str) -> None:
        element, typed = answer
        section = "work" if "hires" in element else "money"
        expected = self.model.save(who, element, typed, status)
        revision = str(self.run(self._revision(element)))
        sent = {f"n.{element}": typed, f"s.{element}": status, f"r.{element}": revision}
        self.try_(who, "/entries", expected, section=section, **sent)

    @rule(who=st.sampled_from(["contributor", "coordinator"]))
    def save_all(self, who: str) -> None:
        """Else a random walk hardly ever comes to an end."""
        for element, typed in GOOD.items():
            self.save(who, (element, typed), "")

    @rule(who=WHO)
    def submit(self, who: str) -> None:
        self.try_(who, "/submission", self.model.submit(who))

    @rule(who=st.sampled_from(["contributor", "coordinator"]))
    def submit_too_soon(self, who: str) -> None:
        """With one answer, unless the others came before: by chance one hardly ever submits what is not complete."""
        self.save(who, ("hires", GOOD["hires"]), "")
        self.submit(who)

    @rule(who=WHO)
    def take_back(self, who: str) -> None:
        self.try_(who, "/taking-back", self.model.take_back(who))

    @rule(who=WHO)
    def approve(self, who: str) -> None:
        self.try_(who, "/approval", self.model.approve(who))

    @rule(who=WHO, reason=st.sampled_from(["Look at hires.", "Look at hires.", " "]))
    def send_back(self, who: str, reason: str) -> None:
        self.try_(who, "/return", self.model.send_back(who, reason), reason=reason)

    @rule(who=WHO)
    def accept(self, who: str) -> None:
        self.try_(who, "/acceptance", self.model.accept(who))

    @precondition(lambda self: self.model.open and self.model.state in ("accepted", "approved", "submitted"))
    @rule()
    def close(self) -> None:
        Walk.steps += 1
        self.model.close()
        here = self.world.here
        answer = self.run(here.coordinator.send_form(f"/{here.slug}/rounds/{self.round.id}/closing"))
        assert answer.status_code == 303

    @invariant()
    def the_database_is_as_the_model_says(self) -> None:
        state, cells, values = self.run(self._stored())
        assert state == self.model.state
        assert cells == {element: kept for element, kept in self.model.cells.items() if kept != (None, None)}
        assert values == self.model.values

    async def _stored(self) -> tuple[str, dict[str, Any], dict[str, Any]]:
        cells = {
            place[0]: (answer.number, answer.status and str(answer.status))
            for place, answer in (await self.world.answers(self.submission)).items()
            if (answer.number, answer.status) != (None, None)
        }
        async with self.world.here.session() as session:
            query = "select e.code, v.number, v.status from accepted_values v join elements e on e.id = v.element_id"
            rows = (await session.execute(sa.text(f"{query} where v.retired_at is null"))).all()
        return await self.world.state(self.submission), cells, {row[0]: (row[1], row[2]) for row in rows}

    async def _revision(self, element: str) -> int:
        standing = (await self.world.answers(self.submission)).get((element, None))
        return standing.revision if standing else 0


def walk(url: str, owner_url: str, *, steps: int, of: type[Model] = Model, by_chance: bool = True) -> None:
    """At least so many tries, in walks of `STEPS_A_WALK`; other ones each time, or if not by chance always the same."""
    Walk.site, Walk.of, Walk.steps, Walk.opened = Site(url, owner_url), of, 0, 0
    try:
        rules = settings(
            max_examples=max(1, steps // STEPS_A_WALK),
            stateful_step_count=STEPS_A_WALK,
            derandomize=not by_chance,
            deadline=None,
            phases=[Phase.generate],  # a walk shrinks slowly, and is short anyway
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        )
        while Walk.steps < steps:
            run_state_machine_as_test(Walk, settings=rules)
    finally:
        Walk.site.close()


def test_a_submission_is_what_its_model_says(server: postgres.Server, database_name: str) -> None:
    walk(server.url("app", database_name), server.url("owner", database_name), steps=200)
    assert Walk.steps >= 200
    assert Walk.opened > 20  # a walk that opens nothing proves nothing


class Hasty(Model):
    """A model in which figures may be approved that nobody submitted."""

    def approve(self, who: str) -> bool:
        self.state = "submitted" if self.state == "in_progress" else self.state
        return super().approve(who)


class Loose(Model):
    """A model in which anything may be submitted."""

    def _clean(self) -> bool:
        return True


@pytest.mark.parametrize("faulty", [Hasty, Loose])
def test_a_model_that_forgets_a_rule_is_caught(
    server: postgres.Server, database_name: str, faulty: type[Model]
) -> None:
    urls = server.url("app", database_name), server.url("owner", database_name)
    with pytest.raises(AssertionError):
        walk(*urls, steps=2000, of=faulty, by_chance=False)
