"""What a doctor finds: each finding a plain sentence, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """As printed. A `look` can wait until tomorrow; with something `wrong` people are kept from their work, or data may
    be lost."""

    WELL = "well"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """about: one or two words. do: what to do; empty where nothing is to be done."""

    verdict: Verdict
    about: str
    says: str
    do: str = ""

    def __str__(self) -> str:
        return f"{self.verdict:<6} {self.about}: {self.says}" + (f"\n       Do: {self.do}" if self.do else "")


def well(about: str, says: str) -> Finding:
    return Finding(Verdict.WELL, about, says)


def look(about: str, says: str, do: str) -> Finding:
    return Finding(Verdict.LOOK, about, says, do)


def wrong(about: str, says: str, do: str) -> Finding:
    return Finding(Verdict.WRONG, about, says, do)


def summed(found: Iterable[Finding]) -> str:
    """The last line."""
    verdicts = [one.verdict for one in found]
    bad, minor = verdicts.count(Verdict.WRONG), verdicts.count(Verdict.LOOK)
    if not bad and not minor:
        return "All is well."
    parts = [f"{bad} wrong" if bad else "", f"{minor} to look at" if minor else ""]
    return f"{', '.join(part for part in parts if part)}, {verdicts.count(Verdict.WELL)} well."


def size(count: int) -> str:
    """Of bytes."""
    units = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))
    factor, unit = next((one for one in units if count >= one[0]), (1, "bytes"))
    return f"{count / factor:,.1f} {unit}" if factor > 1 else f"{count} {unit}"
