"""Each starting set is of use on its first day: forms open, workbooks download, reports print."""

import html
import io

import openpyxl
import pytest

import tenants
from backend.kit.postgres import Server
from backend.kit.settings import Settings
from backend.rounds.tables import Round
from collab_reports.edition import Edition
from tests.collab_reports.reading_aloud import Aloud
from tests.provisioning.first_days import FirstDay, first_day

RELEASED = {"han": "annual", "heal": "annual", "nhs": "anchor_quarterly", "socal": "readiness", "wsu": "quarterly"}
PRIVATE = ("han", "socal")
EVERYONE = {"backbone", "members", "partners", "public"}


def test_there_are_five_and_the_demonstration():
    assert tenants.names() == sorted([*RELEASED, "demo"])


@pytest.mark.usefixtures("database_name")
@pytest.mark.parametrize("name", RELEASED)
async def test_a_first_day(server: Server, settings: Settings, name: str):
    async with first_day(server, settings, name) as day:
        for framework in await day.frameworks():
            of = await day.opened(framework)
            await _form_opens_and_workbook_downloads(day, of, framework.name)
            home = await day.entering[day.members[0].code].get(f"/{day.here.slug}/home")
            assert f": {framework.name}, {of.name}</h3>" in html.unescape(home.text), "which of several waits"
            if framework.code == RELEASED[name]:
                await _report_prints(day, of, private=name in PRIVATE)
        public = await day.here.anyone().get(f"/{day.here.slug}/")
        assert public.status_code == (404 if name in PRIVATE else 200)


async def _form_opens_and_workbook_downloads(day: FirstDay, of: Round, framework: str) -> None:
    member = day.members[0]
    visitor = day.entering[member.code]
    path = f"/{day.here.slug}/submissions/{(await day.submission(of, member)).id}"
    pages: dict[str, str] = {}
    for question in await day.questions(of):
        if question.section not in pages:
            pages[question.section] = (await visitor.get(f"{path}?section={question.section}")).text
            assert f"<p>{framework}, {of.name}, " in html.unescape(pages[question.section])
        assert f'"n.{question.code}"' in pages[question.section], question.code
    workbook = await visitor.get(f"{path}/workbook")
    assert workbook.status_code == 200
    assert len(openpyxl.load_workbook(io.BytesIO(workbook.content)).sheetnames) > len(pages)


async def _report_prints(day: FirstDay, of: Round, *, private: bool) -> None:
    for place, one in enumerate(day.members):
        await day.answered(of, one, place)
    editions = await day.released(of)
    assert set(editions) == (EVERYONE - {"partners", "public"} if private else EVERYONE)
    assert Aloud(await day.file(of, "members", "pdf")).faults() == []
    assert _says_something(editions["members"])


def _says_something(edition: Edition) -> bool:
    return any(one.value is not None for one in edition.figures) or bool(edition.voices)
