"""`/language`: in which language the site speaks in this browser, and to whoever is signed in, in letters too."""

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import sqlalchemy as sa
from litestar import Request, Response, Router, post
from litestar.datastructures import Cookie
from litestar.response import Redirect
from pydantic import Field

from backend.kit import forms
from backend.kit.languages import later
from backend.kit.web import Transaction, local_path, settings_of
from backend.members.door import LANGUAGE_COOKIE
from backend.members.rules import May
from backend.members.tables import Person

YEAR = 365 * 24 * 3600  # seconds a browser keeps it


class Choosing(forms.Form):
    language: Annotated[Literal["en", "es"], Field(title=later("Language"))]


@post("/language", status_code=303)
async def choose(request: Request[Any, Any, Any], session: Transaction) -> Response[Any]:
    wanted = await forms.read(request, Choosing)
    me = request.scope.get("user")
    if me:
        await session.execute(sa.update(Person).where(Person.id == me.person_id).values(language=wanted.language))
    # Back to the page it was chosen on: browsers tell it to the site they are on.
    answer = Redirect(local_path(urlsplit(request.headers.get("referer", "")).path), status_code=303)
    answer.set_cookie(
        Cookie(
            LANGUAGE_COOKIE,
            value=wanted.language,
            path="/",
            max_age=YEAR,
            httponly=True,
            secure=settings_of(request).secure,
            samesite="lax",
        )
    )
    return answer


router = Router(path="/", route_handlers=[choose], opt={"may": May.PUBLIC})
