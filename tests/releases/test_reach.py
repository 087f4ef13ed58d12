"""Who will see it is told before anything is added up: by what is settled of each figure, and of the words."""

from backend.disclosure.figures import Audience
from backend.members.tables import Collaborative
from backend.releases.reach import Reach, Told, reach
from backend.submissions import changes
from backend.submissions import queries as submission_queries
from backend.submissions.rules import State
from tests.releases.reporting import Q1, Reporting


async def reached(world: Reporting, *codes: str) -> Reach:
    """Of what Ash accepted for the quarter, or of these answers alone."""
    round = await world.reported(Q1)
    async with world.here.session() as session:
        found = await submission_queries.of_rounds(session, [round.id])
        of = next(one for one in found if one.member.name == "Ash")
        assert State(of.state).counts
        lines = await changes.lines(session, of, "GBP")
        told = [
            Told(one.element_id, one.code, one.name, one.kind == "text", one.audiences)
            for one in lines
            if not codes or one.code in codes
        ]
        here = await session.get_one(Collaborative, world.here.id)
        return await reach(session, here, of, told)


async def test_each_audience_reads_the_figures_that_are_for_it(world: Reporting):
    found = {one.audience: one for one in (await reached(world)).readers}
    public = {"Local hires", "Local hire rate"}
    assert {one.name for one in found[Audience.PUBLIC].figures} == public
    assert {one.name for one in found[Audience.PARTNERS].figures} == public | {"Spend"}
    assert {one.name for one in found[Audience.MEMBERS].figures} == public | {"Spend", "New hires"}
    assert {one.name for one in found[Audience.BACKBONE].figures} == public | {"Spend", "New hires", "Energy"}
    [rate] = [one for one in found[Audience.PUBLIC].figures if one.name == "Local hire rate"]
    assert (rate.fewest, rate.people, rate.plain) == (3, True, "What Local hire rate says.")


async def test_an_answer_that_was_not_given_enters_nothing(world: Reporting):
    found = {one.audience: one for one in (await reached(world, "spend")).readers}
    assert found[Audience.PUBLIC].figures == []
    assert [one.name for one in found[Audience.PARTNERS].figures] == ["Spend"]
