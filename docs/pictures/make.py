"""The pictures of README.md, taken of a demonstration made for them: `make pictures`."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from backend.provisioning.demo import SLUG
from tests.journeys.installation import Installation, free_port

HERE = Path(__file__).parent
CONTRIBUTOR, SHOWN = "Elif Demir", "Local share of workforce"
EDGE = 28
MOST_BYTES = 200_000  # they are looked at over slow lines too


def main() -> None:
    """Raises SystemExit when a picture has grown too large to be looked at quickly."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        installation = Installation(Path(folder), free_port())
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1040, "height": 900})
        with installation.serving("demo"):
            _public(page, installation.address)
            _form(page, installation.address)
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
    page.goto(f"{site}/demonstration")
    page.get_by_role("button", name=f"Choose {CONTRIBUTOR}").click()
    page.locator("main .card h3 a").first.click()
    page.locator("input.number").first.fill("851")
    page.screenshot(path=HERE / "form.png")


if __name__ == "__main__":
    main()
