"""How reports are listed: by what they are sorted, narrowed, and what a file says of them."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from backend.disclosure.figures import Audience
from backend.kit.days import day_at
from backend.kit.languages import later, translated
from backend.kit.listing import Choice, Column, Listing
from backend.kit.period_words import in_months
from backend.kit.periods import Period
from backend.releases.queries import Published, Released
from backend.releases.rules import SHOWN_TO, WIDEST_FIRST, ReleaseState
from backend.releases.tables import Release

Names = Mapping[UUID, str]


def gathered(zone: str, names: Names) -> Listing[Released]:
    """Whatever became of them. names: of who did something to one."""
    on_the_way = list(ReleaseState)

    def day(at: datetime | None) -> date | None:
        return day_at(at, zone) if at else None

    def name(person: UUID | None) -> str:
        return names.get(person, "") if person else ""

    return Listing(
        columns=(
            Column(
                "gathered",
                later("Gathered"),
                lambda one: day(one.release.gathered_at),
                lambda one: one.release.gathered_at,
            ),
            Column("report", later("Report"), lambda one: one.release.title),
            Column("period", later("Period"), lambda one: _months(one.release), lambda one: _in_time(one.release)),
            Column(
                "state",
                later("State"),
                lambda one: translated(one.state.shown_as),
                lambda one: on_the_way.index(one.state),
            ),
            Column("by", later("Gathered by"), lambda one: name(one.release.gathered_by), sorts=False),
            Column("approved", later("Approved"), lambda one: day(one.approval and one.approval.approved_at)),
            Column("published", later("Published"), lambda one: day(one.publication and one.publication.published_at)),
        ),
        choices=(
            Choice(
                "state",
                later("State"),
                {state.value: translated(state.shown_as) for state in ReleaseState},
                lambda one, value: one.state == value,
            ),
        ),
        words=lambda one: one.release.title,
        downwards=True,
    )


def published(zone: str, *, several: bool) -> Listing[Published]:
    """Those one may read. several: there are those of more than one kind of reader."""
    readers: Choice[Published] = Choice(
        "for",
        later("For"),
        {who.value: translated(SHOWN_TO[who]) for who in WIDEST_FIRST},
        lambda one, value: any(edition.audience == value for edition in one.editions),
    )
    return Listing(
        columns=(
            Column(
                "period",
                later("Period"),
                lambda one: _months(one.release),
                lambda one: (*_in_time(one.release), _came_out(one)),
            ),
            Column("report", later("Report"), lambda one: one.release.title),
            Column("published", later("Published"), lambda one: day_at(_came_out(one), zone), _came_out),
            Column("for", later("For"), _readers, sorts=False),
        ),
        choices=(readers,) if several else (),
        words=lambda one: one.release.title,
        downwards=True,
    )


def _months(of: Release) -> str:
    return in_months(Period(of.period_start, of.period_months))


def _in_time(of: Release) -> tuple[date, int]:
    """A longer period after the shorter ones it begins with."""
    return of.period_start, -of.period_months


def _came_out(of: Published) -> datetime:
    return min(one.published_at for one in of.editions if one.published_at)


def _readers(of: Published) -> str:
    return ", ".join(translated(SHOWN_TO[Audience(one.audience)]) for one in of.editions)
