"""The page on which texts stand beside their translations, whatever they are texts of."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import translating
from backend.goals.translating import Subject
from backend.kit import languages
from backend.kit.errors import Invalid, NotFound, Problem
from backend.kit.languages import translated
from backend.kit.web import page
from backend.members.rules import Principal
from backend.members.tables import Collaborative


async def shown(
    session: AsyncSession,
    here: Collaborative,
    of: Subject,
    language: str,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    """Raises NotFound: the site does not speak that language, or it is the one the texts are written in."""
    called = _called(here, language)
    texts = await translating.side_by_side(session, of, language)
    return page(
        "goals/languages.html",
        status_code=status_code,
        here=here,
        of=of,
        language=language,
        called=called,
        texts=texts,
        typed=typed or {},
        problems=problems,
        anchors={one.where: one.field for one in texts},
    )


async def changed(
    request: Request[Any, Any, Any],
    session: AsyncSession,
    here: Collaborative,
    of: Subject,
    language: str,
    *,
    by: Principal,
) -> Response[Any] | Template:
    """As `shown`, with what was sent; or back to it."""
    _called(here, language)
    sent = {name: str(value) for name, value in (await request.form()).items()}
    texts = await translating.side_by_side(session, of, language)
    try:
        different = await translating.translate(session, texts, sent, language=language, by=by.person_id)
    except Invalid as invalid:
        return await shown(session, here, of, language, typed=sent, problems=invalid.told(), status_code=422)
    done = "translated" if different else "translated-same"
    return Redirect(f"/{here.slug}/{of.path}/languages/{language}?done={done}", status_code=303)


def _called(here: Collaborative, language: str) -> str:
    found = languages.others(here.locale)
    if language not in found:
        raise NotFound(translated("There is nothing at this address."))
    return found[language]
