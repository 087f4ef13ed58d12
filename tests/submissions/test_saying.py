"""What a page says of an answer: numbers as its locale writes them, words and notes as they were written."""

import html

import pytest

from backend.members.rules import Role
from backend.submissions.asked import Kind
from backend.submissions.saying import said
from backend.submissions.tables import Submission
from tests.worlds import World


@pytest.mark.parametrize(
    ("answer", "kind", "locale", "wanted"),
    [
        ("1200000", Kind.MONEY, "en_GB", "1,200,000"),
        ("1200000.50", Kind.MONEY, "en_US", "1,200,000.50"),
        ("1200000.50", Kind.MONEY, "de_DE", "1.200.000,50"),
        ("-1200, estimated", Kind.COUNT, "en_GB", "-1,200, estimated"),
        ("2200 since July, 1200 in this quarter", Kind.COUNT, "en_GB", "2,200 since July, 1,200 in this quarter"),
        ("1200 (note: 1000 of them, 200 more)", Kind.COUNT, "en_GB", "1,200 (note: 1000 of them, 200 more)"),
        ("999999999999999999.1234567891", Kind.DECIMAL, "en_GB", "999,999,999,999,999,999.1234567891"),
        ("1", Kind.YES_NO, "en_GB", "yes"),
        ("0, estimated", Kind.YES_NO, "en_GB", "no, estimated"),
        ("no", Kind.YES_NO, "en_GB", "no"),
        ("1200 people came", Kind.TEXT, "en_GB", "1200 people came"),
        ("1200", None, "en_GB", "1200"),
        ("no answer (note: 1200?)", Kind.COUNT, "en_GB", "no answer (note: 1200?)"),
        ("not available", Kind.COUNT, "en_GB", "not available"),
        ("", Kind.COUNT, "en_GB", ""),
    ],
)
def test_numbers_are_the_locales_and_words_their_writers(answer: str, kind: Kind | None, locale: str, wanted: str):
    assert said(answer, kind, locale) == wanted


async def test_two_answers_are_held_against_each_other_as_people_read_them(world: World, mine: Submission):
    other = await world.here.person(Role.CONTRIBUTOR, world.abbey, name="Ada Other")
    await world.save(mine, other, "money", n__spend="1200000", t__spend="Of 1300000", n__policy="yes")
    stale = await world.save(mine, None, "money", n__spend="120000.5", r__spend="", n__policy="no", r__policy="")
    assert stale.status_code == 409
    page = html.unescape(stale.text)
    assert "Ada Other wrote “1,200,000 (note: Of 1300000)”, you wrote “120,000.5”" in page
    assert "Now saved: “1,200,000 (note: Of 1300000)”. You wrote: “120,000.5”" in page
    assert "Ada Other wrote “yes”, you wrote “no”" in page
    assert 'value="120000.5"' in page, "what was typed stands in its field as it was typed"
