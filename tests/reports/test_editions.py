"""What an Edition says around the numbers: in plain words, each thing once, nothing twice and nothing too much."""

from decimal import Decimal

import pytest

from backend.disclosure.figures import Audience
from backend.disclosure.policy import UK, US, Policy
from backend.kit.db import Scope
from backend.reports import notes
from backend.reports.corrections import corrections
from backend.reports.editions import decimals
from backend.rounds.tables import Round
from backend.submissions.rules import Status as Given
from collab_reports.parts import Coverage, Direction, Point, Status
from tests.collab_reports import samples
from tests.makers import Here
from tests.releases.reporting import HOSPITALS, Q1, Q2, Reporting, figure, make_reporting

D = Decimal


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


async def test_a_figure_says_its_number_unit_coverage_series_and_change(world: Reporting):
    await world.reported(Q1)
    edition = await world.edition(await world.gathered(await world.reported(Q2, "Elm", local_hires=25)))
    local = figure(edition, "WF-05")
    assert (local.name, local.sentence, local.unit, local.value) == (
        "Local hires",
        "What Local hires says.",
        "people",
        100,
    )
    assert local.direction is Direction.HIGHER
    assert local.coverage == Coverage(reported=4, asked=5, sentence="4 of 5 members reported")
    assert [(p.period.label, p.value, p.definition_version) for p in local.series] == [
        ("2024-25 Q4", 100, 1),
        ("2025-26 Q1", 100, 1),
    ]
    assert local.change is not None
    assert (local.change.since, local.change.value) == ("2024-25 Q4", 0)
    assert local.signed is not None
    assert (local.signed.members, local.signed.accepted_on) == (4, world.today)
    assert edition.released == world.today


async def test_a_figure_of_one_question_carries_how_it_was_asked_and_a_rate_carries_its_formula(world: Reporting):
    edition = await world.edition(await world.gathered(await world.reported(Q1)), "members")
    local, rate = figure(edition, "WF-05"), figure(edition, "WF-06")
    assert local.definition.text == "What Local hires says. Members are asked for: “What Local hires means.”"
    assert local.definition.inclusions == "Everyone"
    assert local.formula == ""
    assert rate.definition.text == "What Local hire rate says."
    assert rate.definition.inclusions == ""
    assert rate.formula == "Local hires divided by New hires"
    assert [(part.role, part.code, part.value) for part in rate.parts] == [
        ("numerator", "WF-05", 100),
        ("denominator", "WF-04", 500),
    ]


async def test_a_rate_shows_no_part_that_is_no_figure_of_the_same_report(world: Reporting):
    release = await world.gathered(await world.reported(Q1))
    assert figure(await world.edition(release, "public"), "WF-06").parts == (), "all hires are not public"
    assert len(figure(await world.edition(release, "members"), "WF-06").parts) == 2


def test_a_rate_that_stays_small_is_read_to_two_digits_after_the_point():
    assert decimals("m3/m2", [D("1.348"), None, D("1.385")]) == 2
    assert decimals("kWh/m2", [D("9.5"), D("476.97")]) is None
    assert decimals("tonnes", [D("1.348")]) is None
    assert decimals("m3/m2", [None]) is None


async def test_the_unit_names_the_collaboratives_currency(world: Reporting):
    edition = await world.edition(await world.gathered(await world.reported(Q1)), "partners")
    assert figure(edition, "SC-01").unit == "GBP"


async def test_reported_estimated_hidden_and_missing_are_four_things(world: Reporting):
    of = await world.opened(Q1)
    for member in HOSPITALS:
        guessed = {"hires": Given.ESTIMATED} if member == "Elm" else None
        await world.answered(of, member, guessed, local_hires=2, spend=None)
    edition = await world.edition(await world.gathered(of), "members")
    assert {one.code: one.status for one in edition.figures} == {
        "WF-04": Status.ESTIMATED,
        "WF-05": Status.SUPPRESSED,
        "WF-06": Status.SUPPRESSED,
        "SC-01": Status.NOT_AVAILABLE,
    }
    assert figure(edition, "WF-04").value == 500
    hidden = figure(edition, "WF-05")
    assert hidden.value is None
    assert hidden.hidden_reason.startswith("Hidden to protect a member")
    assert figure(edition, "SC-01").coverage == Coverage(reported=0, asked=5, sentence="0 of 5 members reported")


async def test_who_takes_part_is_who_was_asked_for_this_period(world: Reporting):
    here = world.here
    await world.reported(Q1)
    await here.member("Fir", starts=Q2.start)
    edition = await world.edition(await world.gathered(await world.reported(Q2)))
    assert [member.name for member in edition.members] == [*HOSPITALS, "Fir"]
    assert edition.introduction.startswith(f"5 of 6 members of {world.collaborative.name} have signed")


async def test_history_taken_over_from_records_is_not_called_signed(world: Reporting):
    of = await world.reported(Q1)
    async with world.here.owner.session(Scope.everything_in(world.here.id)) as session, session.begin():
        (await session.get_one(Round, (world.here.id, of.id))).backfilled = True
    edition = await world.edition(await world.gathered(of))
    assert "no approver has signed them" in edition.introduction
    assert {one.signed for one in edition.figures} == {None}


# ---- Sentences about the whole ---------------------------------------------------------------------------------------


def test_what_is_shown_to_whom_names_the_bounds_but_never_the_dominance_bound():
    for policy, counts in ((US, "from 1 to 10"), (UK, "from 1 to 7")):
        said = notes.disclosure(policy, Audience.PUBLIC)
        assert "at least 3 organizations" in said
        assert counts in said
        assert "per cent" not in said
        assert "%" not in said
    assert "backbone team alone" in notes.disclosure(US, Audience.BACKBONE)


def test_rounding_is_mentioned_where_it_is_done():
    assert [note.title for note in notes.methods(UK)][-1] == "Rounding"
    assert "Rounding" not in [note.title for note in notes.methods(US)]
    assert any("as they are known now" in note.text for note in notes.methods(US))


def test_a_report_says_of_how_many_members_the_backbone_entered_figures():
    written = {note.title: note.text for note in notes.methods(Policy(), entered_for=3, outside=1)}
    assert written["How the figures came in"] == (
        "Figures of 3 members were entered by the backbone team, from what it was given by other means."
        " One member confirmed the figures in a letter, not on this site."
    )
    assert "How the figures came in" not in {note.title for note in notes.methods(Policy())}


def test_the_public_is_told_that_no_member_can_be_read_out():
    assert "No member can be read out" in notes.introduction("Trees", 4, 5, Audience.PUBLIC, taken_over=False)
    assert notes.introduction("Trees", 4, 5, Audience.MEMBERS, taken_over=False) == (
        "4 of 5 members of Trees have signed the figures in this report."
    )


# ---- Corrections -----------------------------------------------------------------------------------------------------


def changed(edition, **update):
    """The sample with the first figure's last point altered."""
    first = edition.figures[0]
    point = Point(**{**dict(first.series[-1]), **update})
    amount = {name: value for name, value in update.items() if name in ("status", "value", "hidden_reason")}
    altered = first.model_copy(update={"series": (*first.series[:-1], point), **amount})
    section = edition.sections[0]
    return (section.model_copy(update={"figures": (altered, *section.figures[1:])}), *edition.sections[1:])


def test_only_numbers_that_readers_saw_both_times_are_corrections():
    before = samples.rich()
    first = before.figures[0]
    last = first.series[-1]
    assert last.value is not None
    how = {"on": before.released, "locale": "en_GB"}
    assert list(corrections(before.sections, before, **how)) == []
    [found] = corrections(changed(before, value=last.value * 2), before, **how)
    assert (found.figure_code, found.period_label) == (first.code, last.period.label)
    assert found.text.startswith("was ")
    hidden = changed(before, status=Status.SUPPRESSED, value=None, hidden_reason="To protect a member.")
    assert list(corrections(hidden, before, **how)) == []
    was_hidden = before.model_copy(update={"sections": hidden})
    assert list(corrections(before.sections, was_hidden, **how)) == []


def test_a_change_too_small_to_be_read_is_no_correction():
    before = samples.rich()
    last = before.figures[0].series[-1]
    assert last.value is not None
    barely = changed(before, value=last.value + D("0.0001"))
    assert list(corrections(barely, before, on=before.released, locale="en_GB")) == []


async def test_members_words_are_read_by_those_the_question_names_and_nobody_else(world: Reporting):
    period = await world.opened(Q1)
    await world.answered(period, "Ash", story="A bus line opened.")
    await world.answered(period, "Birch")
    gathered = await world.gathered(period)
    for audience, wanted in (("members", 1), ("backbone", 1), ("partners", 0), ("public", 0)):
        edition = await world.edition(gathered, audience)
        assert [(one.member, one.question, one.words) for one in edition.voices] == [
            ("Ash", "What we did", "A bus line opened.")
        ] * wanted
        assert ("A bus line opened." in edition.to_json()) is bool(wanted)
