"""What programs send of figures, and what they are shown."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from backend.kit.paging import USUAL
from backend.kit.programs import Flag, Limit, Number, Revision, Shape, Text, number
from backend.submissions.checks import Place
from backend.submissions.drafts import MOST_NOTE, MOST_WORDS
from backend.submissions.rules import State, Status
from backend.submissions.schemas import Answer, Draft, DraftCell, Outcome
from backend.submissions.tables import Submission

MOST_VALUES = 5000  # in one request

Code = Annotated[Text, Field(min_length=1, max_length=200)]
CursorText = Annotated[str | None, Field(title="The cursor an answer gave", max_length=500)]

# ---- Submissions -----------------------------------------------------------------------------------------------------


class SubmissionShown(Shape):
    """One version of a member's answer to one collection; version 2 and later are corrections."""

    id: UUID
    round: UUID
    framework: UUID
    member: str = Field(examples=["riverside_clinics"])
    version: int
    state: State
    period_start: date
    period_end: date
    submitted_at: datetime | None


class SubmissionsShown(Shape):
    """next: the cursor of the next page; null on the last."""

    items: tuple[SubmissionShown, ...]
    next: str | None


class SubmissionsAsked(Shape):
    round: Annotated[UUID | None, Field(title="Of this collection alone")] = None
    member: Annotated[Code | None, Field(title="Of the member with this code alone")] = None
    state: Annotated[State | None, Field(title="In this state alone")] = None
    limit: Limit = USUAL
    cursor: CursorText = None


def submission_shown(of: Submission) -> SubmissionShown:
    """of: with its member and round."""
    return SubmissionShown(
        id=of.id,
        round=of.round_id,
        framework=of.round.framework_id,
        member=of.member.code,
        version=of.version,
        state=State(of.state),
        period_start=of.round.period.start,
        period_end=of.round.period.end,
        submitted_at=of.submitted_at,
    )


# ---- Entries ---------------------------------------------------------------------------------------------------------


class EntryShown(Shape):
    """value: a number or words, null when there is none; then the status says why. to_date: since the year began."""

    element: str
    breakdown: str | None
    value: str | None
    status: Status | None
    note: str
    to_date: Number | None
    revision: int
    changed_at: datetime


class EntriesShown(Shape):
    items: tuple[EntryShown, ...]


def entry_shown(place: Place, answer: Answer) -> EntryShown:
    return EntryShown(
        element=place[0],
        breakdown=place[1],
        value=answer.typed or None,
        status=answer.status,
        note=answer.note,
        to_date=number(answer.to_date),
        revision=answer.revision,
        changed_at=answer.changed_at,
    )


# ---- Values sent -----------------------------------------------------------------------------------------------------


class ValueSent(Shape):
    """One answer. It is written over what stands, unless `revision` names another one than stands: 0 for none."""

    element: Code = Field(examples=["new_hires"])
    breakdown: Code | None = Field(None, examples=["gender.women"], title="The part, with its breakdown's code")
    value: Annotated[Text, Field(max_length=MOST_WORDS)] | None = Field(None, examples=["1200.50"])
    status: Status | None = None
    note: Text = Field("", max_length=MOST_NOTE)
    to_date: bool = Field(False, title="Whether the number counts since the member's year began")
    revision: Revision | None = None


class ValuesSent(Shape):
    """What is not named stays as it is."""

    values: Annotated[list[ValueSent], Field(min_length=1, max_length=MOST_VALUES)]

    def draft(self) -> Draft:
        return Draft(
            [
                DraftCell(
                    element=one.element,
                    category=one.breakdown,
                    typed=one.value or "",
                    status=one.status,
                    note=one.note,
                    seen=one.revision,
                    to_date=one.to_date,
                    at=f"/values/{at}",
                )
                for at, one in enumerate(self.values)
            ]
        )

    def places(self) -> Mapping[Place, int]:
        return {(one.element, one.breakdown): at for at, one in enumerate(self.values)}


class PutAsked(Shape):
    preview: Annotated[Flag, Field(title="Say what it would do, and do nothing")] = False
    submit: Annotated[Flag, Field(title="Submit it too, in the same transaction")] = False


class LineShown(Shape):
    """One value of a preview. was, becomes: as people say them, with status and note; empty for no answer."""

    pointer: str
    where: str
    outcome: Outcome
    was: str
    becomes: str


class FindingShown(Shape):
    """What a check says. severity: `block` and `explain` keep it from being submitted, `note` does not."""

    pointer: str
    where: str
    code: str
    severity: str
    detail: str


class PutShown(Shape):
    """saved: false for a preview, which alone has lines and findings. changed: how many values became different."""

    saved: bool
    submission: SubmissionShown
    changed: int
    unchanged: int
    lines: tuple[LineShown, ...] = ()
    findings: tuple[FindingShown, ...] = ()
    refusal: Annotated[str, Field(title="Why nothing could be saved just now")] = ""


# ---- Deeds -----------------------------------------------------------------------------------------------------------


class ApprovingSent(Shape):
    note: Text = Field("", max_length=MOST_NOTE)


class CorrectingSent(Shape):
    """reason: what those who approve and the backbone read, and the backbone's next report prints."""

    reason: Text = Field(min_length=1, max_length=MOST_NOTE)


class PlaceSent(Shape):
    element: Code
    breakdown: Code | None = None


class ReturningSent(Shape):
    """reason: what the member reads. values: which answers it is about."""

    reason: Text = Field(min_length=1, max_length=MOST_NOTE)
    values: Annotated[list[PlaceSent], Field(max_length=MOST_VALUES)] = []  # noqa: RUF012  pydantic copies it

    def places(self) -> Iterator[Place]:
        return ((one.element, one.breakdown) for one in self.values)


# ---- Accepted values -------------------------------------------------------------------------------------------------


class ValueShown(Shape):
    """An accepted value: it counts until a later one takes its place. value: a number or words; null when there is none."""

    id: UUID
    submission: UUID
    member: str
    element: str
    breakdown: str | None
    period_start: date
    period_months: int
    value: str | None
    status: Status
    note: str
    accepted_at: datetime


class ValuesShown(Shape):
    items: tuple[ValueShown, ...]
    next: str | None


class ValuesAsked(Shape):
    round: Annotated[UUID | None, Field(title="Of this collection alone")] = None
    member: Annotated[Code | None, Field(title="Of the member with this code alone")] = None
    element: Annotated[Code | None, Field(title="Of this element alone")] = None
    limit: Limit = USUAL
    cursor: CursorText = None
