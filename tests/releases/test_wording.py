"""Wording anew what is counted, from the site: a next version, a break in every series, and nothing rewritten."""

import re
from uuid import UUID

import sqlalchemy as sa

from backend.indicators.queries import questionnaire, tracked
from backend.indicators.tables import Element, ElementDefinition, Indicator, IndicatorDefinition
from backend.members.rules import Role
from backend.submissions.queries import of_rounds
from collab_reports import html
from tests.releases.reporting import Q1, Q2, Q3, Reporting, figure


async def id_of(world: Reporting, table: type, code: str) -> UUID:
    async with world.here.session() as session:
        return (await session.scalars(sa.select(table.id).where(table.code == code))).one()


def path(world: Reporting, kind: str, id: object = "") -> str:
    return f"/{world.here.slug}/definitions/{kind}/{id}" if kind else f"/{world.here.slug}/definitions"


def sent(**facts: str) -> dict[str, str]:
    return {
        "seen": "1", "since": str(Q3.start), "text": "Everyone hired, agency staff too.", "note": "Agency staff count.",
        "inclusions": "Agency staff\nEverybody else", "exclusions": "", "examples": "", "formula": "", **facts,
    }  # fmt: skip


async def test_a_question_worded_anew_breaks_every_series_that_reads_it(world: Reporting):
    await world.reported(Q1)
    released = await world.released(await world.reported(Q2))
    printed = (await world.frozen(released)).text
    hires = await id_of(world, Element, "hires")
    page = await world.here.coordinator.get(path(world, "elements", hires))
    assert "From 1 July 2025 at the earliest" in page.text
    assert (await world.here.coordinator.send_form(path(world, "elements", hires), **sent())).status_code == 303
    async with world.here.session() as session:
        asked = {q.code: q for q in (await questionnaire(session, world.framework.id, Q3.end)).questions}
        before = {q.code: q for q in (await questionnaire(session, world.framework.id, Q2.end)).questions}
    assert (asked["hires"].definition, asked["hires"].reworded_on) == ("Everyone hired, agency staff too.", Q3.start)
    assert list(asked["hires"].inclusions) == ["Agency staff", "Everybody else"]
    assert (before["hires"].definition, before["hires"].reworded_on) == ("What New hires means.", None)
    assert len(asked) == len(before) == 5
    edition = await world.edition(await world.released(await world.reported(Q3)), "members")
    for code in ("WF-04", "WF-06"):  # the count, and the rate that divides by it
        one = figure(edition, code)
        assert [point.definition_version for point in one.series] == [1, 1, 2]
        assert one.change is None
        assert "“New hires” is worded anew. Agency staff count." in one.definitions[-1].break_note
    assert [point.definition_version for point in figure(edition, "WF-05").series] == [1, 1, 1]
    drawn = html.fragment(edition)
    assert "new definition" in drawn  # in the chart
    assert "version 2, new" in drawn  # in the table
    assert (await world.frozen(released)).text == printed
    live = await world.here.coordinator.get(f"/{world.here.slug}/figures")
    assert "counted otherwise" in live.text


async def test_a_member_sees_that_its_earlier_answer_was_counted_otherwise(world: Reporting):
    await world.reported(Q1)
    hires = await id_of(world, Element, "hires")
    await world.here.coordinator.send_form(path(world, "elements", hires), **sent(since=str(Q2.start)))
    of = await world.opened(Q2)
    async with world.here.session() as session:
        mine = next(one for one in await of_rounds(session, [of.id]) if one.member_id == world.members["Elm"].id)
    form = await (await world.person(Role.CONTRIBUTOR, "Elm")).get(f"/{world.here.slug}/submissions/{mine.id}")
    assert form.text.count("counted otherwise") == 1  # of the one question
    assert "Worded anew:</strong> Agency staff count." in form.text


async def test_what_was_collected_is_never_counted_otherwise_afterwards(world: Reporting):
    await world.reported(Q1)
    for kind, table, code in (("elements", Element, "hires"), ("indicators", Indicator, "WF-04")):
        address = path(world, kind, await id_of(world, table, code))
        refused = await world.here.coordinator.send_form(address, **sent(since=str(Q1.end)))
        assert refused.status_code == 422
        assert "2025-04-01 or a later day" in refused.text
        stale = await world.here.coordinator.send_form(address, **sent(seen="2"))
        assert stale.status_code == 409
        silent = await world.here.coordinator.send_form(address, **sent(note=" "))
        assert "What is different" in silent.text
        assert silent.status_code == 422
    async with world.here.session() as session:
        assert set(await session.scalars(sa.select(ElementDefinition.version))) == {1}


async def test_a_figure_is_worked_out_otherwise_from_its_day_on(world: Reporting):
    await world.reported(Q1)
    rate = await id_of(world, Indicator, "WF-06")
    address = path(world, "indicators", rate)
    for formula, why in (
        ("local_hires / nothing", "nothing"),
        ("local_hires + spend", "spend"),
        ("(local_hires / hires) * (local_hires / hires)", "one sum divided by another"),
    ):
        refused = await world.here.coordinator.send_form(address, **sent(formula=formula))
        assert refused.status_code == 422, formula
        assert why in refused.text
    done = await world.here.coordinator.send_form(address, **sent(formula="local_hires / (hires + local_hires)"))
    assert done.status_code == 303
    async with world.here.session() as session:
        one = next(one for one in await tracked(session, world.framework.id) if one.indicator.code == "WF-06")
        assert (
            len(
                (
                    await session.scalars(
                        sa.select(IndicatorDefinition).where(IndicatorDefinition.indicator_id == rate)
                    )
                ).all()
            )
            == 2
        )
    assert one.definition_on(Q2.end).formula == "local_hires / hires"
    assert one.definition_on(Q3.end).formula == "local_hires / (hires + local_hires)"
    page = await world.here.coordinator.get(address)
    assert "Holds from 1 July 2025" in page.text
    assert re.search(r"What is different:</strong>.*Agency staff count", page.text)


async def test_only_the_coordinator_words_anew(world: Reporting):
    hires = await id_of(world, Element, "hires")
    for visitor in (await world.person(Role.APPROVER, "Ash"), world.here.administrator):
        assert (await visitor.get(path(world, ""))).status_code == 403
        assert (await visitor.send_form(path(world, "elements", hires), **sent())).status_code == 403
    assert "New hires" in (await world.here.coordinator.get(path(world, ""))).text
