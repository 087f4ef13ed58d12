"""Where a release is on its way and what may be done to it: every state against every deed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from backend.disclosure.figures import Audience
from backend.kit.errors import Conflict
from backend.releases import rules
from backend.releases.rules import ReleaseState, Standing

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def publish(at: ReleaseState) -> None:
    rules.may_publish(at, gathered_at=NOON, last_published_at=None)


DEEDS: dict[Callable[[ReleaseState], None], set[ReleaseState]] = {
    rules.may_approve: {ReleaseState.GATHERED},
    publish: {ReleaseState.APPROVED},
    rules.may_withdraw: {ReleaseState.GATHERED, ReleaseState.APPROVED},
}


@pytest.mark.parametrize("state", ReleaseState)
@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_is_done_from_its_states_alone(deed: Callable[[ReleaseState], None], state: ReleaseState):
    if state in DEEDS[deed]:
        deed(state)
    else:
        with pytest.raises(Conflict, match=state.shown_as):
            deed(state)


@pytest.mark.parametrize(
    ("approved", "published", "withdrawn", "state"),
    [
        (False, False, False, ReleaseState.GATHERED),
        (True, False, False, ReleaseState.APPROVED),
        (True, True, False, ReleaseState.PUBLISHED),
        (False, False, True, ReleaseState.WITHDRAWN),
        (True, False, True, ReleaseState.WITHDRAWN),
    ],
)
def test_the_state_is_read_from_the_deeds(approved: bool, published: bool, withdrawn: bool, state: ReleaseState):
    assert Standing(approved=approved, published=published, withdrawn=withdrawn).state is state


def test_what_was_gathered_before_another_report_came_out_is_gathered_again():
    for minutes, allowed in ((-1, True), (0, True), (1, False)):
        other = NOON + timedelta(minutes=minutes)
        if allowed:
            rules.may_publish(ReleaseState.APPROVED, gathered_at=NOON, last_published_at=other)
        else:
            with pytest.raises(Conflict, match="gather it again"):
                rules.may_publish(ReleaseState.APPROVED, gathered_at=NOON, last_published_at=other)


def test_a_further_report_of_a_collection_says_that_it_is_a_correction():
    titles = [rules.title("Wood report", published_before=before) for before in range(3)]
    assert titles == ["Wood report", "Wood report (corrected)", "Wood report (corrected, 2 times)"]


def test_every_audience_of_an_edition_has_its_words_and_its_place():
    assert set(rules.SHOWN_TO) == set(rules.WIDEST_FIRST) == set(Audience) - {Audience.OWN_MEMBER}
    assert rules.WIDEST_FIRST[0] is Audience.PUBLIC
