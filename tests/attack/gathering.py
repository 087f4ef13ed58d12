"""Everything somebody can fetch of a collaborative: every page that a link leads to, every file, all that the API lists."""

import re
from collections import deque
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

import httpx

from backend.disclosure.collective import SAME
from backend.kit.periods import Period
from backend.reports.printing import MEDIA_TYPES
from collab_reports.edition import Edition
from tests.attack.breaches import Said
from tests.makers import ORIGIN, Program, Visitor

MOST = 1500
_LINKS = re.compile(r"""(?:href|src|action)="([^"]+)\"""")


@dataclass
class Gathered:
    """By address, what came back. editions: by the address of their JSON."""

    answers: dict[str, httpx.Response] = field(default_factory=dict)

    @property
    def editions(self) -> dict[str, Edition]:
        kept = {
            path: answer for path, answer in self.answers.items() if "/editions/" in path and path.endswith("/json")
        }
        return {path: Edition.from_json(answer.text) for path, answer in kept.items()}


async def everything(visitor: Visitor, slug: str, program: Program | None = None) -> Gathered:
    """Follows every link of the collaborative's pages by GET, and with a program what its API lists."""
    found, waiting = Gathered(), deque([f"/{slug}", f"/{slug}/home", f"/{slug}/reports"])
    while waiting and len(found.answers) < MOST:
        path = waiting.popleft()
        if path in found.answers:
            continue
        found.answers[path] = answer = await visitor.get(path)
        if "/editions/" in path:  # whoever has one kind can write the address of another
            waiting.extend(f"{path.rpartition('/')[0]}/{kind}" for kind in MEDIA_TYPES)
        if answer.status_code == httpx.codes.OK and answer.headers["content-type"].startswith("text/html"):
            links = (urlsplit(urljoin(ORIGIN + path, unescape(link))) for link in _LINKS.findall(answer.text))
            waiting.extend(
                f"{link.path}?{link.query}" if link.query else link.path
                for link in links
                if link.netloc == urlsplit(ORIGIN).netloc and link.path.split("/")[1:2] == [slug]
            )
    assert len(found.answers) < MOST, "links without end"
    if program:
        await _listed(program, slug, found)
    return found


async def _listed(program: Program, slug: str, found: Gathered) -> None:
    """All that programs may read: lists page by page, and each thing in them."""
    of = f"/api/v1/{slug}"
    for what in ("", "/frameworks", "/rounds", "/submissions", "/values", "/reports"):
        path: str | None = f"{of}{what}"
        while path:
            found.answers[path] = answer = await program.get(path)
            told = answer.json() if answer.status_code == httpx.codes.OK else {}
            then = told.get("next_cursor") or told.get("next")
            path = f"{of}{what}?cursor={then}" if then and "://" not in then and not then.startswith("/") else then
            for one in told.get("items", ()):
                each = {"/reports": f"{of}/editions/", "/submissions": f"{of}/submissions/"}.get(what)
                if each:
                    found.answers[f"{each}{one['id']}"] = await program.get(f"{each}{one['id']}")


def said(edition: Edition, report: int) -> list[Said]:
    """Every number of its figures."""
    period = Period(edition.period.start, edition.period.months)
    found = []
    for figure in edition.figures:
        points = [(Period(one.period.start, one.period.months), "", one.value) for one in figure.series]
        rows = [(period, f"{split.code}.{row.code}", row.value) for split in figure.splits for row in split.rows]
        own = [(period, "", figure.value)]
        if figure.same:
            points += [(Period(one.period.start, one.period.months), SAME, one.value) for one in figure.same.series]
        found += [
            Said(report, figure.code, when, category, number)
            for when, category, number in dict.fromkeys([*own, *points, *rows])
            if number is not None
        ]
    return found
