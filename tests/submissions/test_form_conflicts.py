"""Two who write into one form: a stale cell is refused with both answers, and nobody's answer is lost unseen."""

import asyncio
import html

from backend.members.rules import Role
from backend.submissions.tables import Submission
from tests.submissions.fields import typed
from tests.worlds import World


async def test_a_stale_cell_is_refused_with_both_answers_and_the_others_are_saved(world: World, mine: Submission):
    other = await world.here.person(Role.CONTRIBUTOR, world.abbey, name="Ada Other")
    assert (await world.save(mine, other, n__hires="41", t__hires="By badge", r__hires="")).status_code == 303
    second = await world.save(mine, n__hires="42", r__hires="", n__local_hires="9", r__local_hires="")
    assert second.status_code == 409
    assert "Ada Other wrote “41 (note: By badge)”, you wrote “42”" in html.unescape(second.text)
    assert typed(second, "n.hires") == "42"
    assert typed(second, "r.hires") == "1"
    answers = await world.answers(mine)
    assert (answers["hires", None].number, answers["local_hires", None].number) == (41, 9)
    knowingly = await world.save(mine, n__hires="42", t__hires="", r__hires="1")
    assert knowingly.status_code == 303
    answer = (await world.answers(mine))["hires", None]
    assert (answer.number, answer.note, answer.revision) == (42, "", 2)


async def test_the_same_answer_twice_is_nobodys_conflict(world: World, mine: Submission):
    other = await world.here.person(Role.CONTRIBUTOR, world.abbey)
    await world.save(mine, other, n__hires="41", r__hires="")
    assert (await world.save(mine, n__hires="41", r__hires="")).status_code == 303
    assert (await world.answers(mine))["hires", None].revision == 1
    own = await world.save(mine, n__hires="43", r__hires="")
    other_window = await world.save(mine, other, n__hires="44", r__hires="")
    assert "Contributor" in own.text
    assert "you, in another window, wrote “41”" in html.unescape(other_window.text)


async def test_a_fault_elsewhere_does_not_let_an_old_answer_win(world: World, mine: Submission):
    """What comes back after a fault is still held against what was seen, not against what stands by then."""
    other = await world.here.person(Role.CONTRIBUTOR, world.abbey)
    await world.save(mine, n__hires="40")
    await world.save(mine, other, n__hires="41", r__hires="1")
    faulty = await world.save(mine, n__hires="39", r__hires="1", n__local_hires="x", r__local_hires="")
    assert faulty.status_code == 422
    again = await world.save(
        mine, n__hires="39", r__hires=typed(faulty, "r.hires"), n__local_hires="9", r__local_hires=""
    )
    assert again.status_code == 409
    assert (await world.answers(mine))["hires", None].number == 41


async def test_of_many_saves_at_once_one_wins_and_the_rest_see_it(world: World, mine: Submission):
    others = [await world.here.person(Role.CONTRIBUTOR, world.abbey) for _ in range(5)]
    for revision in ("", "1"):  # a new cell, and one that stands
        saves = [world.save(mine, who, n__hires=f"{revision}{n}7", r__hires=revision) for n, who in enumerate(others)]
        answers = await asyncio.gather(*saves)
        assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409, 409]
        (winner,) = [n for n, answer in enumerate(answers) if answer.status_code == 303]
        stands = (await world.answers(mine))["hires", None]
        assert stands.number == int(f"{revision}{winner}7")
        assert stands.revision == int(revision or "0") + 1
        assert all(f"“{stands.number}”" in answer.text for answer in answers if answer.status_code == 409)


async def test_what_was_typed_survives_a_session_that_ended_and_a_page_that_is_stale(world: World):
    """Without scripts: the page that refuses it hands it back, to be sent again once one is signed in."""
    of = await world.submission(await world.opened())
    typed, to = {"section": "work", "n.hires": "4711", "r.hires": "0"}, world.path(of, "/entries")
    who = world.contributor
    living = who.cookies.get("anchorline")
    who.cookies.clear()
    who.cookies.set("anchorline", "ended", domain="127.0.0.1", path="/")
    out = await who.send_form(to, **typed)
    assert out.status_code == 401
    assert "Sign in in another tab" in out.text
    assert 'name="n.hires" value="4711"' in out.text
    elsewhere = await who.post(to, data=typed, headers={"origin": "https://elsewhere.example"})
    assert "4711" not in elsewhere.text
    who.cookies.set("anchorline", living, domain="127.0.0.1", path="/")
    stale = await who.post(to, data={"_token": "", **typed})
    assert stale.status_code == 403
    assert 'name="n.hires" value="4711"' in stale.text
    assert f'name="_token" value="{who.csrf}"' in stale.text
    assert (await who.send_form(to, **typed)).status_code == 303
