"""A receipt of what was sent: what, when, by whom, with a fingerprint that changes with the content alone."""

import re

from backend.members.rules import Role
from backend.submissions.tables import Submission
from tests.worlds import World


def fingerprint(page: str) -> str:
    found = re.search(r"<code[^>]*>([0-9a-f]{64})</code>", page)
    assert found
    return found[1]


async def test_it_says_what_was_sent_when_by_whom_and_how_it_was_made(world: World, mine: Submission):
    await world.save(mine, n__hires="40", t__hires="Counted from the payroll of June", r__hires="0")
    before = (await world.contributor.get(world.path(mine, "/receipt"))).text
    assert "Nothing has been submitted yet" in before
    assert (await world.save(mine, n__local_hires="10", r__local_hires="0")).status_code == 303
    assert (await world.save(mine, section="money", n__spend="1200.50", n__policy="yes")).status_code == 303
    again = (await world.contributor.get(world.path(mine, "/receipt"))).text
    assert fingerprint(again) != fingerprint(before)
    assert (await world.contributor.send_form(world.path(mine, "/submission"))).status_code == 303
    assert (await world.approver.send_form(world.path(mine, "/approval"), note="Read")).status_code == 303
    page = (await world.approver.get(world.path(mine, "/receipt"))).text
    said = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert fingerprint(page) == fingerprint(again)
    assert "Submitted Contributor of Abbey" in said
    assert "Signed Approver of Abbey" in said
    assert "New hires 40 people" in said
    assert (await world.people["Birch", Role.CONTRIBUTOR].get(world.path(mine, "/receipt"))).status_code == 404
