"""An Edition as HTML: the inside of the public page, and a page of its own that a release keeps. No script, no style="…"."""

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from collab_reports import goal_outline
from collab_reports.edition import Edition, sha256
from collab_reports.glyphs import legible
from collab_reports.goals import ContextSeries, Goal
from collab_reports.outline import charts, outline
from collab_reports.tables import MOST_BARS, Chart
from collab_reports.tongues import Tongue, mark
from collab_reports.wording import headings

PRINTER = "html 4"
STYLESHEET = "/static/report.css"
STATIC = Path(__file__).parent / "static"  # the site serves this folder's files under /static/


def fragment(edition: Edition, tongue: Tongue | None = None) -> str:
    """One <article class="report"> with an h1, to stand in a page that loads report.css.

    tongue: of a reader who reads another language than the report is written in.
    """
    if tongue is None:
        return _inside(_data(edition))
    data = _data(tongue.of(edition), tongue.locale)
    data["sha256"] = sha256(edition.to_json())  # what is signed is the original
    mark(data, tongue)
    return _inside(data)


def _inside(data: dict[str, Any]) -> str:
    return _environment().get_template("_report.html").render(report=data, headings=data["headings"])


def print_edition(edition: Edition, *, stylesheet: str = STYLESHEET) -> bytes:
    """A whole page in UTF-8. stylesheet: the address of report.css, the only thing it loads."""
    data = _data(edition)
    page = _environment().get_template("report.html")
    return page.render(report=data, headings=data["headings"], stylesheet=stylesheet).encode()


def goal_curve(goal: Goal, *, locale: str) -> str:
    """A goal's curve beside its table twin, to stand in a page that loads report.css."""
    return _twins(goal_outline.goal(goal, locale).chart, locale)


def series_curve(series: ContextSeries, *, locale: str) -> str:
    """The same of figures of another source."""
    return _twins(goal_outline.series(series, locale).chart, locale)


def _twins(chart: Chart, locale: str) -> str:
    data, _ = legible(asdict(chart))
    data["svg"] = Markup(data["svg"])  # noqa: S704 our own drawing: drawing.py escapes what it is given
    template = _environment().get_template("_twins.html")
    return template.render(chart=data, language=locale.replace("_", "-"), headings=headings(locale))


def _data(edition: Edition, locale: str = "") -> dict[str, Any]:
    data, _ = legible(asdict(outline(edition, locale)))
    for chart in charts(data):
        chart["svg"] = Markup(chart["svg"])  # noqa: S704 our own drawing: drawing.py escapes what it is given
    result: dict[str, Any] = data | {"remark": ""}  # what is said of how it was translated
    return result


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["MOST_BARS"] = MOST_BARS
    return environment
