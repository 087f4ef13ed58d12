"""How many large things are held at a time: few of one person's, so that nobody fills the memory and the queue all share."""

from collections import Counter
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from uuid import UUID

from backend.kit.errors import TooMany

EACH, ALL = 4, 24
TRY_AGAIN = 15  # seconds


class Turns:
    """Of this process, whose memory it is. each: of one person; all: of everybody together."""

    def __init__(self, *, each: int = EACH, all: int = ALL) -> None:
        self._each, self._all = each, all
        self._under_way: Counter[UUID] = Counter()

    def take(self, whose: UUID) -> "Turn":
        """To be ended, by `with` or by `end`. Raises TooMany."""
        if self._under_way[whose] >= self._each:
            raise TooMany(
                f"{self._each} files of yours are being worked on. Wait until one of them is done, and try again.",
                retry_after=TRY_AGAIN,
            )
        if self._under_way.total() >= self._all:
            raise TooMany("Many files are being worked on just now. Try again in a minute.", retry_after=4 * TRY_AGAIN)
        self._under_way[whose] += 1
        return Turn(self, whose)

    def _end(self, whose: UUID) -> None:
        self._under_way[whose] -= 1
        self._under_way += Counter()  # keeps those that have some


@dataclass(slots=True)
class Turn:
    """Ended once, however often that is said."""

    _of: Turns
    _whose: UUID
    _ended: bool = False

    def end(self) -> None:
        if not self._ended:
            self._ended = True
            self._of._end(self._whose)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
