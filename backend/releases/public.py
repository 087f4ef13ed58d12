"""How pages for everyone are answered: in the language of their address, the same for whoever asks, kept by caches."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any

from litestar import MediaType, Request, Response

from backend.kit import languages
from backend.kit.shell import Language
from backend.kit.web import settings_of
from backend.members.tables import Collaborative

SECONDS = 300


@dataclass(frozen=True, slots=True)
class Said:
    """How a page is said. base: its own address without a language; query: what takes the language to the next page."""

    lang: str
    language: str
    query: str
    base: str
    languages: Sequence[Language]

    def framed(self, title: str) -> str:
        """What puts this page's card into a page of somebody else's."""
        card = escape(f"{self.base}/card?lang={self.language}")
        return f'<iframe src="{card}" title="{escape(title)}" width="380" height="460" loading="lazy"></iframe>'


def said(request: Request[Any, Any, Any], here: Collaborative, path: str = "") -> Said:
    """From here on in this request: by the address alone, for caches know neither cookies nor what a browser prefers.

    path: of the page, below the collaborative's.
    """
    asked = request.query_params.get("lang", "")
    languages.speak(languages.speech_for(asked, here.locale, here.words))
    now = languages.speech()
    return Said(
        lang=now.locale.replace("_", "-"),
        language=now.language,
        query=f"?lang={asked}" if asked in languages.OWN_NAMES else "",
        base=f"{settings_of(request).base_url}/{here.slug}/{path}",
        languages=[Language(code, name, code == now.language) for code, name in languages.OWN_NAMES.items()],
    )


def answered(
    request: Request[Any, Any, Any], template: str, *, headers: Mapping[str, str] = MappingProxyType({}), **facts: Any
) -> Response[Any]:
    """The page, or that the browser has it already. A browser asks each time, so that who has just published sees it; a
    cache before the site need not. headers: of this page alone."""
    engine = request.app.template_engine
    assert engine is not None
    content = engine.get_template(template).render(**facts)
    own = {"Cache-Control": f"public, max-age=0, s-maxage={SECONDS}, must-revalidate", **headers}
    tag = hashlib.sha256(content.encode()).hexdigest()
    return unchanged(request, tag, own) or Response(content, media_type=MediaType.HTML, headers=own)


def unchanged(request: Request[Any, Any, Any], tag: str, headers: dict[str, str]) -> Response[Any] | None:
    """The answer to a browser that has this already, or nothing. Adds the tag to the headers.

    The tag is weak: the same content may travel compressed or not.
    """
    headers["ETag"] = f'W/"{tag}"'
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    return Response(b"", status_code=304, headers=headers) if known & {f'"{tag}"', "*"} else None
