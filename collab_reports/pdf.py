"""An Edition as a tagged PDF (PDF/UA-1), set by Typst: same Edition and same printer, same bytes.

The template is ours alone. What the Edition says goes in as data (JSON in `sys.inputs`) and is never read as Typst;
the compiler's root is a folder with the logo and nothing else, it has no network, and it sees no font but the ones named
here.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path
from typing import Any
from unicodedata import category

import typst
from fontTools.ttLib import TTFont

from collab_reports.edition import Edition
from collab_reports.glyphs import Replaced, legible
from collab_reports.maps import painted
from collab_reports.outline import charts, outline

PRINTER = f"pdf 4, typst {version('typst')}"
FONT_PACKAGES = ("fontpkg_noto_sans",)
_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
_NARROW = (
    "glance",
    "table",
    "parts",
    "checklist",
    "title",
    "name",
    "cell",
)  # keys whose words stand in columns or large type
_UNBROKEN = ("sha256", "alt", "anchor", "link")
_BREAK_HERE = "\N{ZERO WIDTH SPACE}"


@dataclass(frozen=True)
class Printed:
    """replaced: characters no font of ours has, each shown as a stand-in; to be told to whoever releases, as is a logo that
    could not be drawn."""

    content: bytes
    replaced: tuple[Replaced, ...]
    without_logo: bool = False


def print_edition(edition: Edition, *, logo: bytes = b"") -> Printed:
    """logo: the picture the Edition names; without it the name stands alone. Raises ValueError: it is another."""
    named = edition.brand.logo if edition.brand else None
    if logo and (named is None or sha256(logo).hexdigest() != named.sha256):
        raise ValueError("this is not the logo that the report names")
    try:
        return _printed(edition, logo)
    except typst.TypstError:
        # A picture may have a sound head and be broken further in. No report waits for that.
        if not logo:
            raise
        return replace(_printed(edition, b""), without_logo=True)


def _printed(edition: Edition, logo: bytes) -> Printed:
    data, replaced = legible(asdict(outline(edition, apart=True)), shows=_characters().__contains__)
    data["look"]["logo"] = bool(logo)
    main = data["look"]["main"]
    pictures = [painted(one, main) if main else one for one in _take_pictures(data)]
    inputs = {"report": json.dumps(_breakable(data), ensure_ascii=False), "pictures": json.dumps(pictures)}
    day = edition.released
    inputs["day"] = json.dumps([day.year, day.month, day.day])
    with tempfile.TemporaryDirectory(prefix="report-") as root:
        (Path(root) / "logo").write_bytes(logo)
        compiler = typst.Compiler(
            _TEMPLATE.read_bytes(), root=root, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs
        )
        content = compiler.compile(
            format="pdf", pdf_standards=["ua-1"], timestamp=datetime.combine(day, time(12), tzinfo=UTC)
        )
    if not isinstance(content, bytes):
        raise TypeError("Typst gave no single file")
    return Printed(content, replaced)


@cache
def _font_folders() -> tuple[Path, ...]:
    specs = [find_spec(name) for name in FONT_PACKAGES]
    return tuple(Path(spec.origin).parent / "files" for spec in specs if spec and spec.origin)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in _font_folders()]
    )


@cache
def _characters() -> frozenset[str]:
    found: set[str] = set()
    for file in (file for folder in _font_folders() for file in folder.glob("*.ttf") if "Italic" not in file.name):
        with TTFont(file, lazy=True) as font:
            found.update(map(chr, font.getBestCmap()))
    return frozenset(found)


def _take_pictures(data: dict[str, Any]) -> Iterator[str]:
    """Each chart's SVG in order, leaving its place in that order behind; soft breaks must not enter a drawing."""
    drawn = (chart for chart in charts(data) if chart["svg"])
    for number, chart in enumerate(drawn):
        yield chart["svg"]
        chart["svg"] = number


def _breakable(part: Any, longest: int = 60) -> Any:
    """A run of letters too long for its line may break anywhere: paper has no edge to scroll past.

    Only where a run would not fit, and never in the fingerprint: copied text should hold nothing unseen.
    """
    if isinstance(part, str):
        return re.sub(rf"\S{{{longest},}}", lambda run: _softened(run[0]), part)
    if isinstance(part, dict):
        return {
            key: value if key in _UNBROKEN else _breakable(value, 20 if key in _NARROW else longest)
            for key, value in part.items()
        }
    return [_breakable(item, longest) for item in part] if isinstance(part, list) else part


def _softened(run: str) -> str:
    joins = ("\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}")
    return "".join(
        sign if after in joins or sign in joins or category(after or "a").startswith("M") else sign + _BREAK_HERE
        for sign, after in zip_longest(run, run[1:], fillvalue="")
    )
