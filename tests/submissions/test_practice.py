"""The form can be tried out: its questions and checks are real, what stood before is made up, and nothing of it is kept."""

import re

import httpx
import pytest
import sqlalchemy as sa

from backend.kit.languages import speaking, speech_for, translated
from backend.kit.mail import Letter
from backend.members.rules import Role
from backend.rounds.tables import Round
from backend.submissions.practice_pages import CHECK, DONE, FILL
from backend.submissions.rules import CHOICES
from backend.submissions.tables import Entry, Submission
from tests.makers import Visitor
from tests.worlds import World, statements


def at(world: World) -> str:
    return f"/{world.here.slug}/practice/quarterly"


def fields(page: httpx.Response) -> dict[str, str]:
    """What the page would send again: of fields, and of what it carries along."""
    found = re.findall(r'name="([nst]\.[^"]+)"[^>]*? value="([^"]*)"', page.text)
    found += re.findall(r'<textarea[^>]* name="([nst]\.[^"]+)"[^>]*>([^<]*)</textarea>', page.text)
    return {name: value for name, value in found if value}


async def goes(world: World, then: str, sent: dict[str, str], by: Visitor | None = None) -> httpx.Response:
    answer = await (by or world.contributor).send_form(at(world), then=then, **sent)
    assert answer.status_code == 200
    return answer


async def test_the_one_form_there_is_opens_with_what_stood_before_made_up(world: World):
    first = await world.contributor.get(f"/{world.here.slug}/practice")
    assert first.headers["location"] == at(world)
    page = await world.contributor.get(at(world))
    assert "This is practice." in page.text
    assert "New hires" in page.text
    assert page.text.count('class="latest"') > 1
    again = await world.people["Birch", Role.CONTRIBUTOR].get(at(world))
    assert re.findall(r'class="latest">([^<]+)', again.text) == re.findall(r'class="latest">([^<]+)', page.text)


async def test_what_an_answer_is_stands_there_in_the_reader_s_language(world: World):
    page = (await world.contributor.get(at(world), headers={"accept-language": "es"})).text
    for status, words in CHOICES.items():
        with speaking(speech_for("es", "en_GB")):
            said = translated(words)
        assert said != words
        assert f'<option value="{status.value}">{said}</option>' in page


async def test_what_is_typed_goes_along_from_section_to_section(world: World):
    there = await goes(world, "money", {"n.hires": "41", "t.hires": "A new ward"})
    assert fields(there)["n.hires"] == "41"
    back = await goes(world, "work", fields(there) | {"n.spend": "12,5x"})
    assert fields(back) == {"n.hires": "41", "t.hires": "A new ward", "n.spend": "12,5x"}
    assert "12,5x" in (await goes(world, "money", fields(back))).text


async def test_the_slips_of_made_up_answers_are_found_and_can_be_put_right(world: World):
    filled = await goes(world, FILL, {})
    sent = fields(filled)
    checked = await goes(world, CHECK, sent)
    assert "to put right or explain" in checked.text
    assert "Here it would be submitted" not in (await goes(world, DONE, sent)).text
    for _ in range(9):  # as somebody does who goes by the list
        told = re.findall(r'name="then" value="[^"]+">([^<]+)</button>: ([^<]+)', checked.text)
        if not told:
            break
        where = {
            label: code for code, label in (("hires", "New hires"), ("spend", "Spend"), ("local_hires", "Local hires"))
        }
        for name, _says in told:
            code = where.get(name)
            assert code, name
            sent |= {f"n.{code}": sent.get(f"n.{code}", "500"), f"t.{code}": "It is so."}
        checked = await goes(world, CHECK, sent)
    assert "Nothing to put right." in checked.text
    done = await goes(world, DONE, fields(checked))
    assert "Here it would be submitted" in done.text
    assert "What your approver would read" in done.text


async def test_nothing_of_it_is_kept_and_nobody_is_told(world: World):
    async def kept() -> list[int]:
        async with world.here.session() as session:
            count = sa.select(sa.func.count())
            return [(await session.scalar(count.select_from(one))) or 0 for one in (Submission, Entry, Round, Letter)]

    before = await kept()
    sent = fields(await goes(world, FILL, {}))
    for then in ("money", CHECK, DONE):
        await goes(world, then, sent)
    assert await kept() == before


async def test_who_has_nothing_to_do_with_submissions_does_not_practise(world: World):
    partner = await world.here.person(Role.PARTNER)
    assert (await partner.get(at(world))).status_code == 403
    assert (await world.contributor.get(f"/{world.here.slug}/practice/no_such")).status_code == 404
    for reader in (world.here.coordinator, world.here.administrator, world.approver):
        assert (await reader.get(at(world))).status_code == 200


@pytest.mark.parametrize("status", ["", "invented"])
async def test_what_no_form_sends_is_no_error_of_ours(world: World, status: str):
    page = await goes(world, CHECK, {"n.hires": "9" * 400, "s.hires": status, "n.no such": "1", "r.hires": "-1"})
    assert "to put right or explain" in page.text


async def test_a_page_takes_few_queries(world: World):
    with statements(world.here) as asked:
        await goes(world, CHECK, {})
    assert len(asked) <= 12
