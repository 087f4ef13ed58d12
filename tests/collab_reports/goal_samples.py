"""Made-up goals and series of other sources: each standing, both levels, intervals, hidden figures, a break."""

from datetime import date
from decimal import Decimal
from typing import Any

from collab_reports.goals import Asked, ContextSeries, Goal, GoalMark, GoalVersion, Heard, Level, Reached, Standing
from collab_reports.parts import Direction, Status

D = Decimal


def mark(on: date, value: str, role: Any, note: str = "") -> GoalMark:
    return GoalMark(on=on, value=D(value), role=role, note=note)


def reached(year: int, value: str | None, **more: Any) -> Reached:
    """value None: hidden."""
    facts: dict[str, Any] = {"status": Status.REPORTED if value else Status.SUPPRESSED}
    facts |= {"value": D(value)} if value else {"hidden_reason": "Hidden to protect a member."}
    facts |= {"label": str(year), "first": date(year, 1, 1), "last": date(year, 12, 31)}
    return Reached(**facts | more)


def goal(**other: Any) -> Goal:
    facts: dict[str, Any] = {
        "code": "local-hires",
        "name": "One in five new hires lives nearby",
        "aim": "By 2030 one in five people our hospitals hire has a home in the focus area.",
        "level": Level.PERFORMANCE,
        "measured_by": "Local hiring rate",
        "unit": "%",
        "direction": Direction.HIGHER,
        "marks": (
            mark(date(2023, 12, 31), "13", "baseline"),
            mark(date(2027, 12, 31), "17", "milestone", "Half of all vacancies go through the careers hub."),
            mark(date(2030, 12, 31), "20", "target"),
        ),
        "figures": (
            reached(2024, "13.4", expected=D(14), coverage="9 of 10 members reported"),
            reached(2025, "14.2", expected=D(15), coverage="10 of 10 members reported"),
            reached(2026, "15.9", expected=D(16), coverage="8 of 10 members reported"),
        ),
        "standing": Standing.AT_RISK,
        "sentence": "15.9% in 2026 is 0.1 percentage points behind the path, which asks for 16% by 31 December 2026.",
        "would_change": "More vacancies that ask for no degree, and a bus that comes before the early shift.",
        "versions": (
            GoalVersion(version=1, valid_from=date(2024, 1, 1), says="18% by 31 December 2028."),
            GoalVersion(
                version=2, valid_from=date(2025, 6, 1), says="20% by 31 December 2030.", reason="Two members joined."
            ),
        ),
    }
    return Goal(**facts | other)


ASKED = (
    Asked(
        asked_by="resident",
        asked_on=date(2026, 10, 2),
        words="Are there jobs for people without a degree?",
        answer="Yes: every second vacancy.",
        answered_by="Work group on hiring",
    ),
    Asked(asked_by="partner", asked_on=date(2026, 9, 1), words="Nobody reads the posters."),
)
HEARD = (Heard(organization="Tenants of the Flats", written_on=date(2026, 11, 1), words="The bus comes too late."),)


def gap(**other: Any) -> Goal:
    facts: dict[str, Any] = {
        "code": "gap",
        "name": "Halve the life-expectancy gap",
        "aim": "A child born on the West Side can expect to live as long as one born downtown.",
        "level": Level.POPULATION,
        "measured_by": "Life-expectancy gap, Loop and West Garfield Park",
        "unit": "years",
        "direction": Direction.LOWER,
        "marks": (mark(date(2017, 12, 31), "16", "baseline"), mark(date(2030, 12, 31), "8", "target")),
        "figures": (
            reached(2017, "16", low=D(15), high=D(17), expected=D(16)),
            reached(2020, "15.4", low=D("14.2"), high=D("16.6"), expected=D("14.2")),
            reached(
                2024, "14", low=D("12.6"), high=D("15.4"), expected=D("11.7"), breaks=True, note="Another life table."
            ),
        ),
        "standing": Standing.OFF_TRACK,
        "sentence": "14 years in 2024 is 2.3 years behind the path, which asks for 11.7 years by 31 December 2024.",
        "source": "City Health Atlas, published 1 May 2025",
        "would_change": "",
        "versions": (GoalVersion(version=1, valid_from=date(2018, 1, 1), says="8 years by 31 December 2030."),),
    }
    return goal(**facts | other)


def each(**other: Any) -> Goal:
    facts: dict[str, Any] = {
        "code": "place-based",
        "name": "Every member sets its share aside",
        "measured_by": "Place-based allocation",
        "each": "1% of investable assets, but no more than £50 million",
        "marks": (mark(date(2027, 12, 31), "100", "target"),),
        "figures": (
            reached(2025, None),
            reached(2026, "70", counted="7 of 10 members", coverage="10 of 12 members reported"),
        ),
        "standing": Standing.NOT_YET_KNOWN,
        "sentence": "7 of 10 members (70%) in 2026 has not reached the target of 100%.",
        "versions": (GoalVersion(version=1, valid_from=date(2024, 1, 1), says="100% by 31 December 2027."),),
    }
    return goal(**facts | other)


def nothing_yet(**other: Any) -> Goal:
    facts: dict[str, Any] = {
        "code": "new",
        "name": "A careers hub in every district",
        "figures": (),
        "standing": Standing.NOT_YET_KNOWN,
        "sentence": "There is no figure yet.",
    }
    return goal(**facts | other)


def series(**other: Any) -> ContextSeries:
    facts: dict[str, Any] = {
        "code": "smoking",
        "name": "Adults who smoke",
        "sentence": "Of a hundred adults in the focus area, how many smoke.",
        "place": "West Side",
        "unit": "%",
        "direction": Direction.LOWER,
        "source": "City Health Survey",
        "published_on": date(2025, 5, 1),
        "points": (
            reached(2021, "22.5", low=D("19.8"), high=D("25.2")),
            reached(2023, "20.1", low=D("17.9"), high=D("22.3")),
        ),
    }
    return ContextSeries(**facts | other)


GOALS = (goal(), gap(), each(), nothing_yet())
CONTEXT = (series(), series(code="schools", name="Schools partnered", unit="schools", points=(reached(2023, "250"),)))
