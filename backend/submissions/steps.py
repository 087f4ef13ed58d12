"""Which states a submission has, and the deeds that lead from one to the next. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from backend.kit.languages import later
from backend.members.rules import Role


class State(StrEnum):
    """Where one version of a submission is on its way."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    LOCKED = "locked"
    DISCARDED = "discarded"

    @property
    def counts(self) -> bool:
        """Its values are in the totals, until a later version is accepted."""
        return self in (State.ACCEPTED, State.LOCKED)

    @property
    def shown_as(self) -> str:
        return _STATE_SHOWN_AS[self]


_STATE_SHOWN_AS = {
    State.NOT_STARTED: later("not started"),
    State.IN_PROGRESS: later("in progress"),
    State.SUBMITTED: later("waiting for approval"),
    State.RETURNED: later("sent back"),
    State.APPROVED: later("approved by the member"),
    State.ACCEPTED: later("accepted"),
    State.LOCKED: later("accepted and locked"),
    State.DISCARDED: later("thrown away"),
}


class Deed(StrEnum):
    SAVE = "save"
    ENTER_FOR = "enter_for"  # the backbone, what a member gave it
    SUBMIT = "submit"
    SUBMIT_FOR = "submit_for"
    TAKE_BACK = "take_back"
    APPROVE = "approve"
    ASK_AGAIN = "ask_again"
    CONFIRM_OUTSIDE = "confirm_outside"
    RETURN = "return"
    ACCEPT = "accept"
    LOCK = "lock"
    RESTATE = "restate"
    RESTATE_FOR = "restate_for"  # the backbone, what a member told it
    DISCARD = "discard"  # a correction that was begun by mistake
    BACKFILL = "backfill"


@dataclass(frozen=True, slots=True)
class Step:
    """One deed of the table below.

    leads: from which states, and to which. Of the two restatements, the state in which the next version begins.
    who_if_for: these too, once the backbone has entered something for the member.
    needs_open: only while the member's collection is open; a correction may be made after it closed.
    by_program: also the clock or the operator at the command line, where there is no person.
    """

    who: frozenset[Role]
    leads: Mapping[State, State]
    who_if_for: frozenset[Role] = frozenset()
    needs_open: bool = False
    needs_another_person: bool = False
    needs_reason: bool = False
    by_program: bool = False
    past: str = ""


_REVIEWED = {State.SUBMITTED: State.RETURNED, State.APPROVED: State.RETURNED}
_BEGUN = {
    State.NOT_STARTED: State.IN_PROGRESS,
    State.IN_PROGRESS: State.IN_PROGRESS,
    State.RETURNED: State.IN_PROGRESS,
}
_COUNTED = {State.ACCEPTED: State.IN_PROGRESS, State.LOCKED: State.IN_PROGRESS}
_NOT_YET_IN = dict.fromkeys((State.IN_PROGRESS, State.SUBMITTED, State.RETURNED, State.APPROVED), State.DISCARDED)
_WRITTEN = {State.IN_PROGRESS: State.SUBMITTED, State.RETURNED: State.SUBMITTED}
# Who is asked to confirm what was entered for the member may also put it right.
_PUTS_RIGHT = frozenset({Role.APPROVER})

STEPS: Mapping[Deed, Step] = {
    Deed.SAVE: Step(frozenset({Role.CONTRIBUTOR}), _BEGUN, _PUTS_RIGHT, needs_open=True, past=later("changed")),
    # In the same states as the member itself: what it submitted is not written over.
    Deed.ENTER_FOR: Step(frozenset({Role.COORDINATOR}), _BEGUN, needs_open=True, past=later("changed")),
    Deed.SUBMIT: Step(frozenset({Role.CONTRIBUTOR}), _WRITTEN, _PUTS_RIGHT, needs_open=True, past=later("submitted")),
    Deed.SUBMIT_FOR: Step(frozenset({Role.COORDINATOR}), _WRITTEN, needs_open=True, past=later("submitted")),
    Deed.TAKE_BACK: Step(
        frozenset({Role.CONTRIBUTOR}),
        {State.SUBMITTED: State.IN_PROGRESS},
        _PUTS_RIGHT,
        needs_open=True,
        past=later("taken back"),
    ),
    Deed.APPROVE: Step(
        frozenset({Role.APPROVER}),
        {State.SUBMITTED: State.APPROVED},
        needs_open=True,
        needs_another_person=True,
        past=later("approved"),
    ),
    Deed.ASK_AGAIN: Step(
        frozenset({Role.COORDINATOR}),
        {State.SUBMITTED: State.SUBMITTED},
        needs_open=True,
        past=later("asked about again"),
    ),
    Deed.CONFIRM_OUTSIDE: Step(
        frozenset({Role.COORDINATOR}),
        {State.SUBMITTED: State.APPROVED},
        needs_open=True,
        past=later("confirmed outside"),
    ),
    # After the close nobody could put right what is sent back; until then the approver may also call back an approval.
    Deed.RETURN: Step(
        frozenset({Role.APPROVER, Role.COORDINATOR}),
        _REVIEWED,
        needs_open=True,
        needs_reason=True,
        past=later("sent back"),
    ),
    # Not bound to the open collection: what the member signed on the last day is reviewed after it.
    Deed.ACCEPT: Step(frozenset({Role.COORDINATOR}), {State.APPROVED: State.ACCEPTED}, past=later("accepted")),
    Deed.LOCK: Step(
        frozenset({Role.COORDINATOR}), {State.ACCEPTED: State.LOCKED}, by_program=True, past=later("locked")
    ),
    Deed.RESTATE: Step(
        frozenset({Role.CONTRIBUTOR}), _COUNTED, _PUTS_RIGHT, needs_reason=True, past=later("corrected")
    ),
    Deed.RESTATE_FOR: Step(frozenset({Role.COORDINATOR}), _COUNTED, needs_reason=True, past=later("corrected")),
    # Whoever writes, signs or reviews it: what counts stands beside it untouched, and another can be begun.
    Deed.DISCARD: Step(
        frozenset({Role.CONTRIBUTOR, Role.APPROVER, Role.COORDINATOR}), _NOT_YET_IN, past=later("thrown away")
    ),
    # From NOT_STARTED alone: history fills a gap, it never overwrites what a member has begun.
    Deed.BACKFILL: Step(
        frozenset({Role.COORDINATOR}),
        {State.NOT_STARTED: State.ACCEPTED},
        needs_reason=True,
        by_program=True,
        past=later("filled in from history"),
    ),
}
