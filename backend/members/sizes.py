"""Bands of members' sizes: what a size is counted in, and where each next band begins. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

from backend.kit.errors import Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.saying_again import name_said_again

MOST_BANDS = 5
COUNTED_IN_WHAT = later("Say what size is counted in, such as “staffed beds”.")
LARGEST = 10_000_000
UNDER, FROM_TO, AND_MORE = BAND_NAMES = (
    later("Under %(end)s %(of)s"), later("%(first)s to %(last)s %(of)s"), later("%(first)s %(of)s and more")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Band:
    """From `first` to `last`, both included; the largest has no last. code: the same wherever the bounds are."""

    first: int
    last: int | None

    @property
    def code(self) -> str:
        return f"{self.first}-{'' if self.last is None else self.last}"

    def name(self, of: str) -> str:
        """As a report says it: "200 to 499 staffed beds"."""
        if self.last is None:
            return AND_MORE % {"first": f"{self.first:,}", "of": of}
        if not self.first:
            return UNDER % {"end": f"{self.last + 1:,}", "of": of}
        return FROM_TO % {"first": f"{self.first:,}", "last": f"{self.last:,}", "of": of}


def band_said(name: str) -> str:
    """A band as a report has it, in the reader's language; what size is counted in stays as it was written."""
    return name_said_again(name, BAND_NAMES) or translated(name)


@dataclass(frozen=True, slots=True)
class Scale:
    """of: what size is counted in, "staffed beds". bounds: where each band but the smallest begins; without any there are
    no bands."""

    of: str = ""
    bounds: Sequence[int] = ()

    @property
    def bands(self) -> list[Band]:
        if not self.bounds:
            return []
        edges = [0, *self.bounds]
        return [*(Band(low, high - 1) for low, high in pairwise(edges)), Band(edges[-1], None)]

    def band(self, size: int) -> Band | None:
        return next((one for one in self.bands if one.last is None or size <= one.last), None)

    @property
    def faults(self) -> Iterator[str]:
        if self.bounds and not self.of:
            yield COUNTED_IN_WHAT
        if list(self.bounds) != sorted({bound for bound in self.bounds if 0 < bound <= LARGEST}):
            yield later("Write whole numbers above 0, the smaller first, each once.")
        if len(self.bounds) >= MOST_BANDS:
            yield later("Write at most four numbers: five bands are the most.")


def scale_of(policy: Mapping[str, object]) -> Scale:
    """As a collaborative's settings hold it."""
    kept = policy.get("sizes")
    return Scale(str(kept["of"]), tuple(kept["bounds"])) if isinstance(kept, Mapping) else Scale()


# ---- As people write them --------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"\d{1,3}(?:[,.\u00a0\u202f ]\d{3})+|\d+")  # 1,200 and 1200


def written(sizes: Mapping[str, int | None]) -> str:
    """By name, a line each, to be changed and read again."""
    return "\n".join(f"{name}: {'' if size is None else size}".rstrip() for name, size in sizes.items())


def read_sizes(text: str, names: Sequence[str]) -> dict[str, int | None]:
    """A line for each member: its name, then its size; without one it has none. Whoever has no line has none. Headings in
    the first line are passed over.

    Raises Invalid with every faulty line.
    """
    found: dict[str, int | None] = dict.fromkeys(names)
    seen: dict[str, int] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or (number == 1 and _heads(line, names)):
            continue
        try:
            name, size = _line(line.strip(), names)
            if name in seen:
                raise ValueError(translated("It stands in line %(other)s already.", other=seen[name]))
        except ValueError as fault:
            problems.append(Problem(translated("Line %(number)s", number=number), str(fault), "sizes.line"))
            continue
        seen[name], found[name] = number, size
    if problems:
        raise Invalid(problems)
    return found


def _heads(line: str, names: Sequence[str]) -> bool:
    """Two columns of words, neither of them a member or a number."""
    first, *others = (cell.strip(' "') for cell in re.split(r"[\t;,]", line))
    known = any(first.casefold().startswith(one.casefold()) for one in names) or get_close_matches(first, names, 1, 0.5)
    return bool(first and any(others)) and not known and not re.search(r"\d", line)


def _line(line: str, names: Sequence[str]) -> tuple[str, int | None]:
    """Raises ValueError."""
    low = line.casefold()
    name = max((one for one in names if low.startswith(one.casefold())), key=len, default="")
    rest = re.sub(r"^[–-](?=\s|$)", "", line[len(name) :].strip(' \t:;,="')).strip()  # a minus is no dash between them
    if not name:
        called = re.sub(r'[\s:;,="]+-?\d[\d,. ]*$', "", line)
        near = get_close_matches(called, names, 1, 0.5)
        unknown = translated("No member is called so: “%(text)s”.", text=called[:60])
        raise ValueError(" ".join([unknown, *(translated("Did you mean “%(name)s”?", name=one) for one in near)]))
    if not rest:
        return name, None
    if not _NUMBER.fullmatch(rest) or (size := int(re.sub(r"\D", "", rest))) > LARGEST:
        raise ValueError(translated("“%(text)s” is no size: write a whole number, such as 320.", text=rest[:40]))
    return name, size


def read_bounds(text: str) -> tuple[int, ...]:
    """Numbers with something between them. Raises ValueError, also for what is one number to some and two to others."""
    if either := re.search(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)", text):
        one, two = either[0].replace(",", ""), either[0].replace(",", ", ")
        raise ValueError(
            translated(
                "“%(text)s” may be one number or several: write %(one)s, or %(two)s.", text=either[0], one=one, two=two
            )
        )
    cells = [cell for cell in re.split(r"[,;\s]+", text.strip()) if cell]
    if not all(cell.isdecimal() and len(cell) <= 8 for cell in cells):
        raise ValueError(translated("Write whole numbers, such as 200, 500."))
    return tuple(map(int, cells))
