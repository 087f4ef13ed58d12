"""What stands out of a submission that waits for the backbone, and how such are listed: narrowed, sorted and as a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from backend.kit.days import day_at
from backend.kit.languages import later, translated, translated_many
from backend.kit.listing import Choice, Column, Listing
from backend.kit.period_words import collection
from backend.submissions.inbox import Waits


@dataclass(frozen=True, slots=True)
class Mark:
    """title: of all that have it. count: how often one has it. said: of one, by its count. warns: to be read first."""

    code: str
    title: str
    count: Callable[[Waits], int]
    said: Callable[[int], str]
    warns: bool = False


MARKS: Sequence[Mark] = (
    Mark(
        "correction",
        later("correction"),
        lambda one: one.version - 1,
        lambda count: translated("correction"),
        warns=True,
    ),
    Mark(
        "answered",
        later("queries answered"),
        lambda one: one.answered,
        lambda count: translated_many("one query answered", "%(count)s queries answered", count),
        warns=True,
    ),
    Mark(
        "open",
        later("queries open"),
        lambda one: one.open,
        lambda count: translated_many("one query open", "%(count)s queries open", count),
    ),
    Mark(
        "gone",
        later("figures are missing"),
        lambda one: one.gone,
        lambda count: translated_many(
            "one figure is missing that was there", "%(count)s figures are missing that were there", count
        ),
        warns=True,
    ),
    Mark(
        "moved",
        later("figures changed by more than half"),
        lambda one: one.moved,
        lambda count: translated_many(
            "one figure changed by more than half", "%(count)s figures changed by more than half", count
        ),
        warns=True,
    ),
    Mark(
        "explained",
        later("answers are explained"),
        lambda one: one.explained,
        lambda count: translated_many("one answer is explained", "%(count)s answers are explained", count),
    ),
    Mark(
        "returned",
        later("was sent back before"),
        lambda one: one.times_returned,
        lambda count: translated("was sent back before"),
    ),
    Mark(
        "outside",
        later("confirmed outside"),
        lambda one: int(one.outside),
        lambda count: translated("confirmed outside"),
    ),
    Mark(
        "for_member",
        later("entered for the member"),
        lambda one: int(one.for_member),
        lambda count: translated("entered for the member"),
    ),
)
_NOTHING = "nothing"


def marks(of: Waits) -> list[tuple[str, bool]]:
    """In words, and whether it asks to be read first."""
    return [(one.said(count), one.warns) for one in MARKS if (count := one.count(of))]


def listing(zone: str, today: date) -> Listing[Waits]:
    """What waits longest comes first."""
    return Listing(
        columns=(
            Column(
                "waits", later("Days it waits"), lambda one: (today - day_at(one.approved_at, zone)).days, _how_long
            ),
            Column("member", later("Member"), lambda one: one.member),
            Column("collection", later("Collection"), _collection),
            Column("approved", later("Approved"), lambda one: day_at(one.approved_at, zone), sorts=False),
            Column(
                "out",
                later("What stands out"),
                lambda one: "; ".join(words for words, _ in marks(one)),
                lambda one: len(marks(one)),
            ),
        ),
        choices=(
            Choice(
                "out",
                later("What stands out"),
                {_NOTHING: translated("nothing"), **{one.code: translated(one.title) for one in MARKS}},
                _fits,
            ),
        ),
        words=lambda one: f"{one.member} {_collection(one)}",
        downwards=True,
    )


def _how_long(of: Waits) -> int:
    """The moment counts where the days are equal."""
    return -round(of.approved_at.timestamp() * 1_000_000)


def _collection(of: Waits) -> str:
    return f"{of.framework}, {collection(of.round)}"


def _fits(of: Waits, value: str) -> bool:
    if value == _NOTHING:
        return not marks(of)
    return any(one.code == value and one.count(of) for one in MARKS)
