"""What a collaborative looks like: its logo, and two colors over those of anchorline.css. Pure.

main: buttons, the menu, the name at the top. second: links. Each is written as it is shown on a light page; for a dark one
the nearest of its hue that can be read there is worked out. What is kept: {"main", "second", "logo", "width", "height"},
each of which may be missing; logo is the SHA-256 of the picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

from backend.kit.colors import WHITE, Ground, Rgb, color, nearest

# As anchorline.css has them: --sheet, --paper, and --brand-ink on the color itself.
LIGHT = Ground((WHITE, Rgb(0xFB, 0xFA, 0xF7)), WHITE)
DARK = Ground((Rgb(0x18, 0x23, 0x27), Rgb(0x11, 0x19, 0x1C)), Rgb(0x0B, 0x1A, 0x1D))
OURS: Mapping[str, str] = MappingProxyType({"main": "#12474f", "second": "#0b5f6b"})
_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"main": ("--brand", "--report-accent"), "second": ("--link",)}
)


@dataclass(frozen=True, slots=True)
class Tone:
    """A color on a light page, and what stands for it on a dark one."""

    light: Rgb
    dark: Rgb


def tone(wanted: Rgb) -> Tone:
    """Both so that they can be read; `light` differs from what was wanted where that could not."""
    return Tone(nearest(wanted, LIGHT.readable), nearest(wanted, DARK.readable))


def readable(wanted: Rgb) -> bool:
    return LIGHT.readable(wanted)


@dataclass(frozen=True, slots=True)
class Logo:
    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Brand:
    main: str = ""
    second: str = ""
    logo: Logo | None = None

    @property
    def sheet(self) -> str:
        """As CSS; empty where no color was chosen."""
        chosen = {name: tone(color(text)) for name, text in (("main", self.main), ("second", self.second)) if text}
        if not chosen:
            return ""
        lines = [
            f"{role}: light-dark({one.light}, {one.dark});" for name, one in chosen.items() for role in _NAMES[name]
        ]
        return f"@layer roles {{ :root {{ {' '.join(lines)} }} }}\n"

    @property
    def version(self) -> str:
        """Of its sheet, for the address; empty where there is none."""
        return sha256(f"{self.main} {self.second}".encode()).hexdigest()[:12] if self.main or self.second else ""


def brand_of(kept: Mapping[str, object]) -> Brand:
    logo = kept.get("logo")
    size = (int(str(kept.get(name, 0))) for name in ("width", "height"))
    return Brand(str(kept.get("main", "")), str(kept.get("second", "")), Logo(str(logo), *size) if logo else None)
