"""How files that were sent are listed: by what they are sorted, narrowed, and what a file says of them."""

from dataclasses import dataclass
from datetime import datetime

from backend.files.upload_queries import Sent
from backend.files.upload_rules import UploadState, state_of
from backend.files.ways import Way
from backend.kit.days import day_at
from backend.kit.languages import later, translated
from backend.kit.listing import Choice, Column, Listing

_MANY = later("many members")
_OF = {"many": _MANY, "one": later("one member")}


@dataclass(frozen=True, slots=True)
class Line:
    """A file that was sent, where it is by now, and by which way it was read, in words; empty: not yet known."""

    sent: Sent
    state: UploadState
    way: str

    @property
    def whose(self) -> str:
        return self.sent.member or translated(_MANY)


def line(sent: Sent, at: datetime) -> Line:
    upload = sent.upload
    way = translated(Way(upload.way).shown_as) if upload.way else ""
    return Line(sent, state_of(upload.state, upload.beat_at, at), way)


def listing(zone: str) -> Listing[Line]:
    on_the_way = list(UploadState)
    return Listing(
        columns=(
            Column("sent", later("Sent"), lambda one: day_at(one.sent.upload.sent_at, zone), _moment),
            Column("file", later("File"), lambda one: one.sent.upload.file_name),
            Column("of", later("Of"), lambda one: one.whose),
            Column("way", later("Read as"), lambda one: one.way),
            Column(
                "state",
                later("State"),
                lambda one: translated(one.state.shown_as),
                lambda one: on_the_way.index(one.state),
            ),
            Column("by", later("By"), lambda one: one.sent.by),
        ),
        choices=(
            Choice(
                "state",
                later("State"),
                {state.value: translated(state.shown_as) for state in UploadState},
                lambda one, value: one.state == value,
            ),
            Choice(
                "of",
                later("Of"),
                {code: translated(words) for code, words in _OF.items()},
                lambda one, value: bool(one.sent.member) == (value == "one"),
            ),
        ),
        words=lambda one: f"{one.sent.upload.file_name} {one.sent.member} {one.sent.by}",
        downwards=True,
    )


def _moment(of: Line) -> datetime:
    return of.sent.upload.sent_at
