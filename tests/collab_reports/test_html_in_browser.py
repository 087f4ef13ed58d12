"""The page in a real Chromium: under the strict policy, on a phone, in the dark."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from collab_reports.html import STATIC, print_edition
from tests.collab_reports.goal_samples import reached, series
from tests.collab_reports.payloads import LONG_WORD
from tests.collab_reports.samples import RosterMember, edition, figure, points, rich
from tests.collab_reports.test_report_maps import many_areas

pytestmark = pytest.mark.browser
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
ADDRESS = "http://report.test"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        here = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield here
        here.close()


def shown(browser: Browser, content: bytes, *, width: int, **how: str) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 800}, **how)

    def answer(route: Route) -> None:
        if route.request.url.endswith("/static/report.css"):
            route.fulfill(body=(STATIC / "report.css").read_text(), content_type="text/css")
        else:
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=content.decode(), content_type="text/html; charset=utf-8", headers=headers)

    page.route("**/*", answer)
    page.goto(ADDRESS)
    return page


def test_the_strict_policy_refuses_nothing_of_the_page(browser: Browser) -> None:
    said: list[str] = []
    page = shown(browser, print_edition(rich()), width=1000)
    page.on("console", lambda message: said.append(message.text))
    page.reload()
    assert said == []
    assert page.evaluate("getComputedStyle(document.querySelector('.report section h2')).fontSize") == "24px"
    page.close()


def test_a_map_is_drawn_from_the_shapes_of_the_one_before_it_and_a_long_table_opens(browser: Browser) -> None:
    said: list[str] = []
    page = shown(browser, print_edition(many_areas(20, figures=2)), width=1280)
    page.on("console", lambda message: said.append(message.text))
    page.reload()
    first, second = (page.locator(".chart").nth(at).locator("use.area").first.bounding_box() for at in (0, 1))
    assert first
    assert second
    assert [first["width"], first["height"]] == pytest.approx([second["width"], second["height"]], rel=0.01)
    assert first["width"] > 10
    table = page.locator(".twin").first
    assert not table.locator("caption").is_visible()
    table.locator("summary").click()
    assert table.locator("caption").is_visible()
    assert said == []
    page.close()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_stands_out_to_the_side(browser: Browser, width: int) -> None:
    long = edition(
        figure(name=LONG_WORD, note=LONG_WORD, series=points("123456789012 8140")),
        figure("B", name="B", unit="GBP", value="123456789012345.75"),
        members=(RosterMember(name=LONG_WORD),),
        title=LONG_WORD,
    )
    for content in (print_edition(rich()), print_edition(long)):
        page = shown(browser, content, width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


def test_on_a_phone_no_word_is_cut_and_long_periods_break(browser: Browser) -> None:
    """“members” in a narrow column; “October 2018 to September 2021” beside a figure and its note."""
    points_of_years = [reached(year, "4212", note="As a newspaper quoted it.") for year in (2018, 2021)]
    long = [one.model_copy(update={"label": "October 2018 to September 2021"}) for one in points_of_years]
    figures = [figure(f"F{n}", name="Youth summer jobs and apprenticeships", unit="members", value=3) for n in range(4)]
    one = edition(*figures, context=(series(unit="people", points=tuple(long)),))
    page = shown(browser, print_edition(one), width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    lines = page.evaluate(LINES)
    assert lines
    assert max(lines) <= 2, "the number, and its unit"
    page.close()


LINES = """() => [...document.querySelectorAll("[aria-labelledby=report-glance] td.number")].map(at => {
  const range = document.createRange(); range.selectNodeContents(at);
  return new Set([...range.getClientRects()].map(one => Math.round(one.top))).size })"""
CONTRAST = """() => {
  const channel = c => { c /= 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4 };
  const light = colour => { const [r, g, b] = colour.match(/[0-9.]+/g).map(Number);
    return .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b) };
  const ground = at => { for (; at; at = at.parentElement) { const c = getComputedStyle(at).backgroundColor;
    if (c !== 'rgba(0, 0, 0, 0)') return c } return 'rgb(255, 255, 255)' };
  const found = [];
  for (const at of document.querySelectorAll('.report *')) {
    if (![...at.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const style = getComputedStyle(at), svg = at.namespaceURI.endsWith('svg');
    if (svg && at.tagName !== 'text') continue;
    const [a, b] = [light(svg ? style.fill : style.color), light(ground(at))].sort((x, y) => y - x);
    found.push([(a + .05) / (b + .05), at.textContent.slice(0, 40)]);
  }
  return found.sort((x, y) => x[0] - y[0]);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: Browser, scheme: str) -> None:
    page = shown(browser, print_edition(rich()), width=1000, color_scheme=scheme)
    least, *_ = found = page.evaluate(CONTRAST)
    assert len(found) > 200
    assert least[0] >= 4.5, least
    page.close()


def test_links_are_reached_and_seen_by_keyboard(browser: Browser) -> None:
    page = shown(browser, print_edition(rich()), width=1000)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.close()


def test_on_paper_the_definitions_are_open(browser: Browser, tmp_path: Path) -> None:
    page = shown(browser, print_edition(edition(figure())), width=1000)
    seen = "document.querySelector('details dl').checkVisibility()"
    assert not page.evaluate(seen)
    page.emulate_media(media="print")
    page.wait_for_function(seen)  # the browser unlocks what it kept from drawing with its next frame
    page.close()
