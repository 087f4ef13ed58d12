"""What a foreign cell says: an exact number, or a status. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from backend.kit.amounts import EXACT, read_decimal, total, within_limits
from backend.kit.errors import Invalid
from backend.kit.languages import translated
from backend.submissions.rules import Status

Answer = Decimal | Status


def answer(text: str, texts: Mapping[str, Status]) -> Answer:
    """texts: what stands instead of a number; the empty text is a blank cell, which is never zero.

    Raises:
        Invalid: it is neither a number nor a text the mapping knows.
    """
    if text in texts:
        return texts[text]
    if not text:
        raise Invalid(translated("The cell is blank, and the mapping does not say what a blank means."))
    try:
        return read_decimal(text)
    except Invalid as fault:
        known = ", ".join(f"“{known}”" for known in texts if known) or "none"
        raise Invalid(
            translated("%(fault)s; nor is it a text the mapping knows (%(known)s)", fault=fault, known=known)
        ) from fault


def add_up(parts: Sequence[Answer], factor: Decimal) -> tuple[Decimal | None, Status]:
    """An element that stands in several columns: the sum of its numbers, in the element's unit.

    A part that does not apply adds nothing; a part that is not there leaves the whole unknown, never smaller.

    Raises:
        Invalid: the sum is more than the database can keep exactly.
    """
    missing = [part for part in parts if isinstance(part, Status) and part is not Status.NOT_APPLICABLE]
    numbers = [part for part in parts if isinstance(part, Decimal)]
    if missing:
        return None, missing[0]
    if not numbers:
        return None, Status.NOT_APPLICABLE
    return within_limits(EXACT.multiply(total(numbers), factor)), Status.REPORTED
