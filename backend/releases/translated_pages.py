"""`/SLUG/releases/ID/languages`: what a report tells in words of its own, each text beside its translation.

What is translated of figures and goals is found on their own pages; the kept files stay in the language they are written in.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.figures import Audience
from backend.disclosure.size_bands import SIZE
from backend.goals import translation_page
from backend.goals.translating import Subject
from backend.kit.languages import later, translated
from backend.kit.web import Transaction
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.releases import queries, retelling
from collab_reports.edition import Edition

Asks = Request[Any, Any, Any]


@get("/{id:uuid}/languages/{language:str}")
async def show(session: Transaction, here: Here, id: FromPath[UUID], language: FromPath[str]) -> Template:
    return await translation_page.shown(session, here, await _subject(session, id), language)


@post("/{id:uuid}/languages/{language:str}")
async def change(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID], language: FromPath[str]
) -> Response[Any] | Template:
    return await translation_page.changed(request, session, here, await _subject(session, id), language, by=me)


async def _subject(session: AsyncSession, id: UUID) -> Subject:
    """Of the edition that says most: the backbone's. Raises NotFound."""
    of = await queries.release(session, id)
    whole = next(one for one in await queries.editions(session, id) if one.audience == Audience.BACKBONE)
    said = list(said_of(Edition.from_json(await queries.text_of(session, whole.id))))
    path, title = f"releases/{id}", of.release.title
    return Subject(title, path, [("releases", translated("Publishing")), (path, title)], said)


def said_of(edition: Edition) -> Iterator[tuple[str, str]]:
    """What each text is, and the text."""
    for section in edition.sections:
        yield later("Heading of a section"), section.title
        yield later("Introduction of a section"), section.introduction
    splits = [split for figure in edition.figures for split in figure.splits if split.code != SIZE]
    for split in (split for split in splits if split.name not in retelling.PARTS):
        yield later("What figures are split by"), split.name
    for row in (row for split in splits for row in split.rows if row.name not in retelling.PARTS):
        yield later("A part of what is split"), row.name
    for voice in edition.voices:
        yield later("What members were asked"), voice.question
    for voice in edition.voices:
        yield later("In members’ own words"), voice.words


router = Router(path="/{slug:str}/releases", route_handlers=[show, change], opt={"may": May.RELEASE})
