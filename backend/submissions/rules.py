"""What a value's status means, and who may do what to a submission. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from backend.kit.errors import Conflict, Invalid, Refused
from backend.kit.languages import later, translated
from backend.members.rules import Role
from backend.submissions.steps import STEPS as STEPS
from backend.submissions.steps import Deed as Deed
from backend.submissions.steps import State as State
from backend.submissions.steps import Step

RESTATEMENTS = frozenset({Deed.RESTATE, Deed.RESTATE_FOR})


class Status(StrEnum):
    """Why there is, or is not, a number. Zero is `REPORTED`; a blank is no status at all."""

    REPORTED = "reported"
    ESTIMATED = "estimated"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"
    REPORTED_ELSEWHERE = "reported_elsewhere"

    @property
    def has_number(self) -> bool:
        return self in (Status.REPORTED, Status.ESTIMATED)

    @property
    def usable(self) -> bool:
        """Counts as a value given. `reported_elsewhere` is covered through the parent's value, not its own."""
        return self.has_number

    @property
    def shown_as(self) -> str:
        return _STATUS_SHOWN_AS[self]


_STATUS_SHOWN_AS = {
    Status.REPORTED: later("reported"),
    Status.ESTIMATED: later("estimated"),
    Status.NOT_AVAILABLE: later("not available"),
    Status.NOT_APPLICABLE: later("does not apply"),
    Status.WITHHELD: later("not shared by the member"),
    Status.REPORTED_ELSEWHERE: later("reported by the parent organization"),
}


# Chosen beside or instead of a number, in the order they are offered. A typed number alone means reported.
CHOICES: Mapping[Status, str] = {
    Status.ESTIMATED: later("an estimate"),
    Status.NOT_AVAILABLE: later("not available"),
    Status.NOT_APPLICABLE: later("does not apply to us"),
    Status.WITHHELD: later("not to be shared"),
    Status.REPORTED_ELSEWHERE: later("reported by our parent organization"),
}


def brought_in(state: State, submitted_at: datetime | None) -> bool:
    """It counts and was never submitted here: it comes from earlier records, by a backfill."""
    return submitted_at is None and state.counts


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. roles: those held now for this member, and the backbone's (`Principal.roles_for(member_id)`)."""

    person_id: UUID
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Situation:
    """All that decides what may be done to one version of a submission.

    round_open: for this member, extension included.
    prepared_by: who submitted this version, with those who entered it where the caller counts them: none of them approves.
    restating: version 2 or later.
    restated: a later version exists already, and was not thrown away.
    one_person_reason: why, at this member, the same person may enter and approve; empty when not waived.
    for_member: the backbone has entered something of this version for the member.
    has_approver: somebody signs for this member on this site.
    due: the last day in time for this member, extension included; a correction has none.
    """

    state: State
    round_open: bool
    prepared_by: Iterable[UUID] = ()
    restating: bool = False
    restated: bool = False
    one_person_reason: str = ""
    for_member: bool = False
    has_approver: bool = False
    due: date | None = None


def may(deed: Deed, at: Situation, by: Actor | None, *, reason: str = "") -> State:
    """The state the deed leads to. by: None for the clock and the operator at the command line.

    Raises:
        Refused: not with these roles, the approver prepared it and no waiver is on file, or a letter is to stand in for
            an approver who can be asked.
        Conflict: not from this state, its collection is closed, or a correction exists already.
        Invalid: a reason is needed.
    """
    step = STEPS[deed]
    _has_role(step, at, by)
    _is_there(step, deed, at)
    _is_open(step, at)
    _fits(deed, at)
    _is_another(step, at, by)
    if step.needs_reason and not reason.strip():
        raise Invalid(translated("say why, in a sentence the others will read"), where="reason", code=f"{deed}.reason")
    return step.leads[at.state]


def may_save(at: Situation, by: Actor, *, for_member: bool = False) -> State:
    """for_member: the backbone enters what the member gave it."""
    return may(Deed.ENTER_FOR if for_member else Deed.SAVE, at, by)


def may_hand_over(at: Situation, by: Actor) -> None:
    """Give a section of the form to one of the member's people: by whoever enters or signs for it, while it is written."""
    _has_role(_HANDED_OVER, at, by)
    if at.state not in _HANDED_OVER.leads:
        raise Conflict(translated("Sections can be handed over only while these figures are being written."))
    _is_open(_HANDED_OVER, at)


def why_no_handing_over(at: Situation, by: Actor) -> str:
    """In a sentence; empty when this person may."""
    try:
        may_hand_over(at, by)
    except (Refused, Conflict) as why:
        return str(why)
    return ""


def may_submit(at: Situation, by: Actor, *, for_member: bool = False) -> State:
    return may(Deed.SUBMIT_FOR if for_member else Deed.SUBMIT, at, by)


def may_take_back(at: Situation, by: Actor) -> State:
    return may(Deed.TAKE_BACK, at, by)


def may_approve(at: Situation, by: Actor) -> State:
    return may(Deed.APPROVE, at, by)


def may_ask_again(at: Situation, by: Actor) -> State:
    """Remind the member's approver of what waits for them."""
    return may(Deed.ASK_AGAIN, at, by)


def may_confirm_outside(at: Situation, by: Actor) -> State:
    """Record a letter of the member in place of an approval here."""
    return may(Deed.CONFIRM_OUTSIDE, at, by)


def may_return(at: Situation, by: Actor, *, reason: str) -> State:
    return may(Deed.RETURN, at, by, reason=reason)


def may_accept(at: Situation, by: Actor) -> State:
    return may(Deed.ACCEPT, at, by)


def may_lock(at: Situation, by: Actor | None) -> State:
    """by: the coordinator who releases or closes, or None when the clock closes the round."""
    return may(Deed.LOCK, at, by)


def may_restate(at: Situation, by: Actor, *, reason: str, for_member: bool = False) -> State:
    """The state in which the next version begins; this one stays as it is and counts until that one is accepted."""
    return may(Deed.RESTATE_FOR if for_member else Deed.RESTATE, at, by, reason=reason)


def may_discard(at: Situation, by: Actor) -> State:
    """A correction that is not accepted is not gone on with; what counts goes on counting."""
    return may(Deed.DISCARD, at, by)


def may_backfill(at: Situation, by: Actor | None, *, reason: str) -> State:
    """by: None for the operator at the command line."""
    return may(Deed.BACKFILL, at, by, reason=reason)


def possible(at: Situation, by: Actor) -> frozenset[Deed]:
    """The deeds to offer this person on the page: those that only a reason may still be wanting for."""
    return frozenset(deed for deed in Deed if not why_not(deed, at, by))


def why_not(deed: Deed, at: Situation, by: Actor) -> str:
    """Why this person cannot do it now, in a sentence; empty when only a reason may still be wanting."""
    try:
        may(deed, at, by, reason="to be given")
    except (Refused, Conflict) as why:
        return str(why).removesuffix(f" {translated(_FASTER)}")  # nobody tried yet
    return ""


# Not a deed done to the submission: it stays where it is on its way.
_HANDED_OVER = Step(
    frozenset({Role.CONTRIBUTOR, Role.APPROVER}),
    {state: state for state in (State.NOT_STARTED, State.IN_PROGRESS, State.RETURNED)},
    needs_open=True,
    past=later("handed over"),
)
_FASTER = later("Someone may have been faster: reload the page.")


def _has_role(step: Step, at: Situation, by: Actor | None) -> None:
    who = step.who | step.who_if_for if at.for_member else step.who
    if by is None and not step.by_program:
        raise Refused(translated("Only a person can do this."))
    if by is not None and not by.roles & who:
        raise Refused(
            translated(
                "Only %(who)s of this member or collaborative can do this.",
                who=_or(translated(role.value) for role in sorted(who)),
            )
        )


def _is_there(step: Step, deed: Deed, at: Situation) -> None:
    if at.state not in step.leads:
        message = translated(
            "This submission is %(state)s. It can be %(past)s only while it is %(wanted)s.",
            state=translated(at.state.shown_as),
            past=translated(step.past),
            wanted=_or(translated(state.shown_as) for state in State if state in step.leads),
        )
        raise Conflict(f"{message} {translated(_FASTER)}")
    if deed in RESTATEMENTS and at.restated:
        raise Conflict(translated("A later version of this submission exists. Go on with that one."))


def _is_open(step: Step, at: Situation) -> None:
    if step.needs_open and not at.round_open and not at.restating:
        raise Conflict(
            translated(
                "This collection is closed, so the submission can no longer be %(past)s. Ask the coordinator"
                " for more time.",
                past=translated(step.past),
            )
        )


def _fits(deed: Deed, at: Situation) -> None:
    if deed is Deed.DISCARD and not at.restating:
        raise Conflict(
            translated("Only a correction can be thrown away: without this submission the member would have no answer.")
        )
    if deed is Deed.SUBMIT_FOR and not at.for_member:
        raise Conflict(
            translated("Nothing of this was entered for the member. Its own people submit what they entered.")
        )
    if deed is Deed.CONFIRM_OUTSIDE and at.has_approver:
        raise Refused(
            translated(
                "This member has an approver on this site, who is asked to confirm these figures. A letter can"
                " stand in only where there is none. You can ask the approver again."
            )
        )
    if deed is Deed.ASK_AGAIN and not at.has_approver:
        raise Conflict(
            translated("Nobody approves for this member on this site. Invite an approver, or record its letter.")
        )


def _is_another(step: Step, at: Situation, by: Actor | None) -> None:
    if by is None or not step.needs_another_person or at.one_person_reason.strip():
        return
    if by.person_id in at.prepared_by:
        raise Refused(
            translated(
                "You entered or submitted these figures, so another person of your organization approves them."
                " If there is nobody else, ask the coordinator to record why one person may do both."
            )
        )


def _or(words: Iterable[str]) -> str:
    *first, last = words
    return translated("%(one)s or %(other)s", one=", ".join(first), other=last) if first else last
