"""What a blueprint's `[brand]` comes to: colors that can be read, and a picture that is one. Pure."""

import base64
import binascii
from collections.abc import Iterator
from hashlib import sha256

from backend.kit.branding import OURS, readable, tone
from backend.kit.colors import color
from backend.kit.errors import Invalid, Problem
from backend.kit.pictures import picture
from backend.provisioning.settings_written import Brand


def faults(brand: Brand) -> Iterator[Problem]:
    for name in OURS:
        try:
            wanted = color(text) if (text := getattr(brand, name)) else None
        except ValueError as fault:
            yield Problem(f"brand.{name}", str(fault), "blueprint.color")
            continue
        if wanted and not readable(wanted):
            message = f"text in {wanted} is too faint to be read; the nearest that can be is {tone(wanted).light}"
            yield Problem(f"brand.{name}", message, "blueprint.color")
    try:
        if brand.logo:
            picture(content(brand), where="brand.logo")
    except binascii.Error:
        yield Problem("brand.logo", "write the picture in base64", "blueprint.logo")
    except Invalid as fault:
        yield from fault.problems


def content(brand: Brand) -> bytes:
    """Of its picture. Raises binascii.Error."""
    return base64.b64decode(brand.logo, validate=True)


def kept(brand: Brand) -> dict[str, object]:
    """As `kit.branding.brand_of` reads it."""
    colors: dict[str, object] = {name: str(color(text)) for name in OURS if (text := getattr(brand, name))}
    return colors | (of_picture(content(brand)) if brand.logo else {})


def of_picture(found: bytes) -> dict[str, object]:
    """What is kept of a picture beside the picture itself."""
    size = picture(found, where="Logo")
    return {"logo": sha256(found).hexdigest(), "width": size.width, "height": size.height}
