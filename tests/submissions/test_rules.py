"""Who may do what to a submission: every state, deed, role, person and round, against a table written out by hand."""

from itertools import product
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from backend.kit.errors import Conflict, Invalid, Refused
from backend.members.rules import Role
from backend.submissions import rules
from backend.submissions.rules import Actor, Deed, Situation, State, Status

PREPARER, OTHER = UUID(int=1), UUID(int=2)

# Rows: deeds. Columns: where each state leads, "." nowhere.
#          not_started  in_progress  submitted  returned     approved  accepted     locked       discarded
LEADS = """
save       in_progress  in_progress  .          in_progress  .         .            .    .
enter_for  in_progress  in_progress  .          in_progress  .         .            .    .
submit     .            submitted    .          submitted    .         .            .    .
submit_for .            submitted    .          submitted    .         .            .    .
take_back  .            .            in_progress .           .         .            .    .
ask_again  .            .            submitted  .            .         .            .    .
confirm_outside  .      .            approved   .            .         .            .    .
approve    .            .            approved   .            .         .            .    .
return     .            .            returned   .            returned  .            .    .
accept     .            .            .          .            accepted  .            .    .
lock       .            .            .          .            .         locked       .    .
restate    .            .            .          .            .         in_progress  in_progress .
restate_for .           .            .          .            .         in_progress  in_progress .
discard    .            discarded    discarded  discarded    discarded .            .    .
backfill   accepted     .            .          .            .         .            .    .
"""
WHO = {
    "save": {"contributor"},
    "enter_for": {"coordinator"},
    "submit": {"contributor"},
    "submit_for": {"coordinator"},
    "take_back": {"contributor"},
    "ask_again": {"coordinator"},
    "confirm_outside": {"coordinator"},
    "approve": {"approver"},
    "return": {"approver", "coordinator"},
    "accept": {"coordinator"},
    "lock": {"coordinator"},
    "restate": {"contributor"},
    "restate_for": {"coordinator"},
    "discard": {"contributor", "approver", "coordinator"},
    "backfill": {"coordinator"},
}
PUTS_RIGHT_WHAT_WAS_ENTERED_FOR_IT = {"save", "submit", "take_back", "restate"}  # the approver, too
STOPS_AT_THE_CLOSE = {
    "save", "enter_for", "submit", "submit_for", "take_back", "approve", "ask_again", "confirm_outside", "return"
}  # fmt: skip
NEEDS_A_REASON = {"return", "restate", "restate_for", "backfill"}


def expected_leads() -> dict[tuple[str, str], str]:
    rows = [line.split() for line in LEADS.strip().splitlines()]
    return {(row[0], state): leads for row in rows for state, leads in zip(State, row[1:], strict=True) if leads != "."}


EXPECTED = expected_leads()


@pytest.mark.parametrize("deed", list(Deed))
def test_every_state_role_person_round_and_waiver(deed: Deed):
    """15 deeds x 8 states x 7 roles x 2 persons x open x correction x waived x entered for it x an approver, or not."""
    tried = allowed = 0
    for state, role, person, is_open, restating, waiver, entered, approver in product(
        State, Role, (PREPARER, OTHER), *[(True, False)] * 2, ("", "Only one person works here."), *[(True, False)] * 2
    ):
        at = Situation(
            state,
            is_open,
            {PREPARER},
            restating=restating,
            one_person_reason=waiver,
            for_member=entered,
            has_approver=approver,
        )
        by = Actor(person, frozenset({role}))
        leads = EXPECTED.get((deed, state))
        tried += 1
        puts_right = entered and role == "approver" and deed in PUTS_RIGHT_WHAT_WAS_ENTERED_FOR_IT
        if role not in WHO[deed] and not puts_right:
            fault: type[Exception] | None = Refused
        elif leads is None or (deed in STOPS_AT_THE_CLOSE and not is_open and not restating):
            fault = Conflict
        elif deed is Deed.CONFIRM_OUTSIDE and approver:
            fault = Refused
        elif (
            (deed is Deed.SUBMIT_FOR and not entered)
            or (deed is Deed.ASK_AGAIN and not approver)
            or (deed is Deed.DISCARD and not restating)
        ):
            fault = Conflict
        elif deed is Deed.APPROVE and person == PREPARER and not waiver:
            fault = Refused
        else:
            fault = None
        if fault:
            with pytest.raises(fault):
                rules.may(deed, at, by, reason="Because.")
            assert deed not in rules.possible(at, by)
        else:
            allowed += 1
            assert rules.may(deed, at, by, reason="Because.") == leads
            assert deed in rules.possible(at, by)
    assert tried == 8 * 7 * 64
    assert allowed > 0


@pytest.mark.parametrize("deed", list(Deed))
def test_a_reason_is_asked_for_where_others_will_want_to_read_it(deed: Deed):
    state = next(State(state) for (known, state) in EXPECTED if known == deed)
    by = Actor(OTHER, frozenset(Role))
    at = Situation(
        state,
        True,
        {PREPARER},
        restating=deed is Deed.DISCARD,
        for_member=True,
        has_approver=deed is not Deed.CONFIRM_OUTSIDE,
    )
    assert rules.may(deed, at, by, reason="Because.") == EXPECTED[deed, state]
    if deed in NEEDS_A_REASON:
        with pytest.raises(Invalid) as refused:
            rules.may(deed, at, by, reason="  ")
        assert [p.code for p in refused.value.problems] == [f"{deed}.reason"]
    else:
        assert rules.may(deed, at, by) == EXPECTED[deed, state]


def test_the_clock_and_the_operator_lock_and_backfill_and_nothing_else():
    possible = set()
    for deed, state in product(Deed, State):
        try:
            rules.may(deed, Situation(state, False, restating=True), None, reason="From the public register.")
        except Refused:
            continue
        except Conflict:
            assert deed in {Deed.LOCK, Deed.BACKFILL}
            continue
        possible.add(deed)
    assert possible == {Deed.LOCK, Deed.BACKFILL}


def test_a_submission_is_corrected_once_at_a_time():
    by = Actor(OTHER, frozenset({Role.CONTRIBUTOR}))
    assert rules.may_restate(Situation(State.LOCKED, False), by, reason="A ward was missing.") is State.IN_PROGRESS
    with pytest.raises(Conflict, match="later version"):
        rules.may_restate(Situation(State.LOCKED, False, restated=True), by, reason="A ward was missing.")


def test_roles_add_up_but_do_not_make_one_person_two():
    both = frozenset({Role.CONTRIBUTOR, Role.APPROVER})
    at = Situation(State.SUBMITTED, True, {PREPARER})
    with pytest.raises(Refused, match="another person"):
        rules.may_approve(at, Actor(PREPARER, both))
    assert rules.may_approve(at, Actor(OTHER, both)) is State.APPROVED


def test_a_refusal_is_a_sentence_for_the_one_who_must_act():
    by = Actor(OTHER, frozenset({Role.APPROVER}))
    with pytest.raises(Conflict) as late:
        rules.may_approve(Situation(State.IN_PROGRESS, True), by)
    assert str(late.value).startswith(
        "This submission is in progress. It can be approved only while it is waiting for approval."
    )
    with pytest.raises(Conflict, match="Ask the coordinator for more time"):
        rules.may_approve(Situation(State.SUBMITTED, False), by)
    with pytest.raises(Refused, match="Only contributor of this member"):
        rules.may_save(Situation(State.IN_PROGRESS, True), by)


def test_only_who_tries_is_told_that_someone_may_have_been_faster():
    accepted, by = Situation(state=State.ACCEPTED, round_open=True), Actor(UUID(int=1), frozenset({Role.CONTRIBUTOR}))
    beforehand = rules.why_not(Deed.SAVE, accepted, by)
    assert beforehand.endswith("not started, in progress or sent back.")
    with pytest.raises(Conflict, match="Someone may have been faster: reload the page") as tried:
        rules.may_save(accepted, by)
    assert str(tried.value).startswith(beforehand)


def test_each_deed_has_a_question_of_its_own():
    contributor, approver, coordinator = (
        Actor(person, frozenset({role}))
        for person, role in ((PREPARER, Role.CONTRIBUTOR), (OTHER, Role.APPROVER), (UUID(int=3), Role.COORDINATOR))
    )
    state = rules.may_save(Situation(State.NOT_STARTED, True), contributor)
    state = rules.may_submit(Situation(state, True, {PREPARER}), contributor)
    state = rules.may_return(Situation(state, True, {PREPARER}), approver, reason="Gas looks low.")
    state = rules.may_submit(Situation(state, True, {PREPARER}), contributor)
    state = rules.may_approve(Situation(state, True, {PREPARER}), approver)
    state = rules.may_accept(Situation(state, False, {PREPARER}), coordinator)
    assert state.counts
    assert rules.may_lock(Situation(state, False), None) is State.LOCKED
    assert rules.may_backfill(Situation(State.NOT_STARTED, False), None, reason="Register of 2013.") is State.ACCEPTED


def test_zero_is_an_answer_and_each_other_status_says_why_there_is_none():
    assert {status for status in Status if status.has_number} == {Status.REPORTED, Status.ESTIMATED}
    assert {status for status in Status if status.usable} == {Status.REPORTED, Status.ESTIMATED}
    assert len({status.shown_as for status in Status}) == len(Status)
    assert len({state.shown_as for state in State}) == len(State)


class Members(RuleBasedStateMachine):
    """People with any roles do any deed in any order; the round opens and closes; corrections follow corrections.

    Kept beside, in plain sets: who prepared and who approved the version at hand, or whether a letter stands in.
    """

    people = st.sampled_from([UUID(int=n) for n in range(1, 5)])

    @initialize(waived=st.booleans(), approver=st.booleans())
    def begin(self, waived: bool, approver: bool) -> None:
        self.has_approver = approver
        self.waiver = "Only one person works here." if waived else ""
        self.round_open = True
        self._new_version(State.NOT_STARTED, restating=False)

    def _new_version(self, state: State, *, restating: bool) -> None:
        self.state, self.restating = state, restating
        self.prepared: set[UUID] = set()
        self.approved: set[UUID] = set()
        self.letter = self.entered_for = self.backfilled = False

    @rule(deed=st.sampled_from(Deed), person=people, roles=st.sets(st.sampled_from(Role), min_size=1))
    def act(self, deed: Deed, person: UUID, roles: set[Role]) -> None:
        at = Situation(
            self.state,
            self.round_open,
            frozenset(self.prepared),
            restating=self.restating,
            one_person_reason=self.waiver,
            for_member=self.entered_for,
            has_approver=self.has_approver,
        )
        try:
            leads = rules.may(deed, at, Actor(person, frozenset(roles)), reason="Because.")
        except (Conflict, Refused):
            return
        if deed in rules.RESTATEMENTS or deed is Deed.DISCARD:
            # Nothing goes on of what was thrown away; another is begun of what counts.
            self._new_version(State.IN_PROGRESS, restating=True)
            return
        if deed in (Deed.SAVE, Deed.SUBMIT, Deed.ENTER_FOR, Deed.SUBMIT_FOR):
            self.prepared.add(person)
            self.approved.clear()
            self.letter = False
        self.entered_for |= deed is Deed.ENTER_FOR
        if deed is Deed.CONFIRM_OUTSIDE:
            assert not self.has_approver
            self.letter = True
        if deed is Deed.APPROVE:
            self.approved.add(person)
        self.backfilled |= deed is Deed.BACKFILL
        self.state = leads

    @rule()
    def open_or_close(self) -> None:
        self.round_open = not self.round_open

    @invariant()
    def nothing_counts_that_nobody_else_signed(self) -> None:
        if self.state.counts and not self.backfilled and not self.letter:
            assert self.approved
            assert self.waiver or self.approved - self.prepared


Members.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestMembers = Members.TestCase
