"""What a collaborative is, as data: blueprints, and the packs of indicators that several of them take.

    tenants/<name>/blueprint.toml  takes from  tenants/packs/*.toml  ──►  load(name): one plain dict

A leaf: it imports nothing of the platform and has no behaviour but reading and merging. Whether what it gives is a sound
blueprint is judged by `backend.provisioning`; after that the running site reads only the database.
"""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tenants.merge import merged

_HERE = Path(__file__).parent


def names() -> list[str]:
    """The blueprints there are, in alphabetical order."""
    return sorted(path.parent.name for path in _HERE.glob("*/blueprint.toml"))


def load(name: str, **own: Any) -> dict[str, Any]:
    """The blueprint with its packs merged in: tables by code, decimal numbers as `Decimal`.

    own: what is said otherwise of the collaborative itself, e.g. `locale`, by which its texts are then spelt.
    What was taken by a wrong name stands in `faults`, a list of {where, message, word, near}, for the one who checks.
    Raises LookupError when there is no such blueprint.
    """
    if name not in names():
        raise LookupError(f"there is no blueprint “{name}”; there are: {', '.join(names())}")
    written = _toml(_HERE / name / "blueprint.toml")
    return merged(written | {"collaborative": written["collaborative"] | own} if own else written, packs())


def read(path: Path) -> dict[str, Any]:
    """A blueprint from a file of one's own, merged with the packs it takes. Raises OSError and tomllib.TOMLDecodeError."""
    return merged(_toml(path), packs())


def read_text(text: str) -> dict[str, Any]:
    """A blueprint that is no file yet, as `read`."""
    return merged(tomllib.loads(text, parse_float=Decimal), packs())


def shapes(name: str) -> bytes | None:
    """The shapes of its areas as GeoJSON, where it brings any."""
    path = _HERE / name / "areas.geojson"
    return path.read_bytes() if path.exists() else None


def packs() -> dict[str, dict[str, Any]]:
    """Every pack as written, by its file's name: `pack`, and `elements` and `indicators` or `breakdowns` by code."""
    return {path.stem: _pack(path) for path in sorted((_HERE / "packs").glob("*.toml"))}


@cache
def _pack(path: Path) -> dict[str, Any]:
    return _toml(path)


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
