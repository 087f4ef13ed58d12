"""The pictures of README.md and of the guides, taken of a demonstration made for them: `make screenshots`."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from backend.provisioning.demo import SLUG
from tests.journeys.installation import Installation, free_port

HERE = Path(__file__).parent
CONTRIBUTOR, SHOWN = "Elif Demir", "Local share of workforce"
COORDINATOR, PARTNER = "Nadia Okafor", "Rosa Delgado"
EDGE = 28
MOST_BYTES = 200_000  # of one; they are looked at over slow lines too
WIDE, NARROW = 1040, 390
# What each is called, who sees it, at which width, and where.
PAGES = (
    ("coordinator-home", COORDINATOR, WIDE, "home"),
    ("review", COORDINATOR, WIDE, "review"),
    ("goals", COORDINATOR, WIDE, "goals"),
    ("reports", COORDINATOR, WIDE, "reports"),
    ("people", COORDINATOR, WIDE, "people"),
    ("figures", COORDINATOR, WIDE, "figures"),
    ("member-home", CONTRIBUTOR, WIDE, "home"),
    ("member-phone", CONTRIBUTOR, NARROW, "home"),
    ("partner-home", PARTNER, WIDE, "home"),
)


def main() -> None:
    """Raises SystemExit when a picture has grown too large to be looked at quickly."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        installation = Installation(Path(folder), free_port())
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDE, "height": 900})
        with installation.serving("demo"):
            _public(page, installation.address)
            _form(page, installation.address)
            for name, who, width, path in PAGES:
                _page(page, installation.address, name, who, width, path)
            _cockpit(page, installation.address)
        browser.close()
    large = [picture.name for picture in HERE.glob("*.png") if picture.stat().st_size > MOST_BYTES]
    if large:
        raise SystemExit(f"larger than {MOST_BYTES:,} bytes: {', '.join(large)}")


def _public(page: Page, site: str) -> None:
    """What everybody sees: one figure of the newest report, with the paper around it."""
    page.goto(f"{site}/{SLUG}/")
    figure = page.locator("section.figure").filter(has=page.get_by_role("heading", name=SHOWN, exact=True))
    around = figure.bounding_box()
    assert around
    clip = {
        "x": around["x"] - EDGE,
        "y": around["y"] + 1,
        "width": around["width"] + 2 * EDGE,
        "height": around["height"],
    }
    page.screenshot(path=HERE / "public.png", full_page=True, clip=clip)


def _form(page: Page, site: str) -> None:
    """What a contributor sees who has begun."""
    _become(page, site, CONTRIBUTOR)
    page.locator("main .card h3 a").first.click()
    page.locator("input.number").first.fill("851")
    page.screenshot(path=HERE / "form.png")


def _page(page: Page, site: str, name: str, who: str, width: int, path: str) -> None:
    _become(page, site, who)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/{SLUG}/{path}")
    page.screenshot(path=HERE / f"{name}.png")


def _cockpit(page: Page, site: str) -> None:
    """Where everybody is in the collection that is open."""
    _become(page, site, COORDINATOR)
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(f"{site}/{SLUG}/rounds")
    page.locator("main tr:has(.tag.good) th a").first.click()
    page.get_by_role("heading", name="Where everybody is").scroll_into_view_if_needed()
    page.screenshot(path=HERE / "cockpit.png")


def _become(page: Page, site: str, who: str) -> None:
    page.goto(f"{site}/demonstration")
    page.get_by_role("button", name=f"Choose {who}").click()
    page.wait_for_load_state()


if __name__ == "__main__":
    main()
