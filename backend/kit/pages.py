"""Pages of no room: health, robots, security.txt."""

from datetime import timedelta
from typing import Any

from litestar import MediaType, Request, Response, Router, get
from litestar.datastructures import CacheControlHeader
from litestar.static_files import create_static_files_router

from backend.kit import claims
from backend.kit.compression import COMPRESSED
from backend.kit.db import now
from backend.kit.shell import STATIC
from backend.kit.web import PUBLIC, database_of, settings_of

_DAY = CacheControlHeader(public=True, max_age=86400)


@get("/health/live", sync_to_thread=False)
def live() -> dict[str, str]:
    """The process answers; says nothing of the database."""
    return {"status": "live"}


@get("/health/ready")
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """The database answers too. 503 when it does not. clock: a clock that stands still keeps nobody from the site."""
    async with database_of(request).session(None) as session:
        last = await claims.last_beat(session)
    if last is None:
        clock = "has never run"
    else:
        clock = f"stands still since {last.isoformat()}" if claims.stands_still(last, now()) else "runs"
    return Response({"status": "ready", "clock": clock})


@get("/robots.txt", media_type=MediaType.TEXT, cache_control=_DAY, sync_to_thread=False)
def robots() -> str:
    """Public pages may be found; what needs a sign-in need not be tried."""
    return "User-agent: *\nDisallow: /sign-in\nDisallow: /account\nDisallow: /invitations\nDisallow: /*/home\n"


@get("/.well-known/security.txt", media_type=MediaType.TEXT, cache_control=_DAY, sync_to_thread=False)
def security(request: Request[Any, Any, Any]) -> str:
    """RFC 9116."""
    settings = settings_of(request)
    contact = settings.mail_from or "postmaster@localhost"
    address = contact.rsplit("<", 1)[-1].rstrip(">")
    expires = (now() + timedelta(days=90)).replace(microsecond=0).isoformat()
    return (
        f"Contact: mailto:{address}\nExpires: {expires}\nPreferred-Languages: en\n"
        f"Canonical: {settings.base_url}/.well-known/security.txt\n"
    )


router = Router(path="/", route_handlers=[live, ready, robots, security], opt={"may": PUBLIC})

static_files = create_static_files_router(
    path="/static",
    directories=[*STATIC],
    opt={"may": PUBLIC},
    cache_control=CacheControlHeader(public=True, max_age=31_536_000, immutable=True),
    middleware=[COMPRESSED],
)
