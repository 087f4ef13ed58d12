"""What saving a file would do, as people read it: numbers as the locale writes them; what is wrong, as it was typed."""

import html
import re

import sqlalchemy as sa

from backend.indicators.tables import Element
from backend.kit.db import Scope
from backend.members.rules import Role
from backend.submissions.tables import Submission
from tests.files.sending import row, sent, tidy
from tests.worlds import FIRST, World


def lines(page: str) -> dict[str, tuple[str, str]]:
    """Of each line of the preview, what it was and what it becomes."""
    pattern = r'<th scope="row">([^<]+).*?data-label="Was">([^<]*)</td>\s*<td data-label="Becomes"><strong>([^<]*)<'
    return {name: (was, becomes) for name, was, becomes in re.findall(pattern, html.unescape(page), re.DOTALL)}


async def test_a_preview_sets_thousands_apart(world: World, mine: Submission):
    await world.save(mine, n__hires="4000")
    await world.save(mine, section="money", n__spend="1200000", n__policy="yes")
    abbey = world.abbey
    content = tidy(
        [
            row(abbey, "hires", "40000", note="Of 50000"),
            row(abbey, "spend", "1300000.50", status="estimated"),
            row(abbey, "policy", "no"),
        ]
    )
    at = await sent(world, mine, content)
    wanted = {
        "New hires": ("4,000", "40,000 (note: Of 50000)"),
        "Spend": ("1,200,000", "1,300,000.50, estimated"),
        "Living wage paid": ("yes", "no"),
    }
    assert lines((await world.contributor.get(at)).text) == wanted
    async with world.here.owner.session(Scope.everything_in(world.here.id)) as session, session.begin():
        await session.execute(sa.update(Element).where(Element.code == "hires").values(retired_on=FIRST.start))
    page = (await world.contributor.get(at)).text
    no_longer_asked = {"hires": ("no answer", "40000")}
    assert lines(page) == {name: wanted[name] for name in ("Spend", "Living wage paid")} | no_longer_asked


async def test_what_somebody_changed_meanwhile_is_told_so_too(world: World, mine: Submission):
    other = await world.here.person(Role.CONTRIBUTOR, world.abbey, name="Ada Other")
    rows = [row(world.abbey, "spend", "1200000"), row(world.abbey, "policy", "no")]
    at = await sent(world, mine, tidy(rows))
    assert lines((await world.contributor.get(at)).text)["Spend"] == ("no answer", "1,200,000")
    await world.save(mine, other, "money", n__spend="1300000", n__policy="yes")
    await world.contributor.send_form(f"{at}/saving")
    page = html.unescape((await world.contributor.get(at)).text)
    assert re.search("Ada Other wrote “1,300,000” [^<]*; your file says “1,200,000”", page)
    assert re.search("Ada Other wrote “yes” [^<]*; your file says “no”", page)
