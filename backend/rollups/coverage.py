"""How much of what was asked is in a collective figure, said the way people read it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coverage:
    """covered: members whose figures are in the number, directly or through their parent's, of `asked`.

    asked: members active in the period for whom it applies.
    partial: how many of the covered gave only a part of the period.
    span: empty for the whole period, else what the number stands for: `year to date, 3 of 4 quarters`.
    """

    covered: int
    asked: int
    partial: int = 0
    span: str = ""

    @property
    def complete(self) -> bool:
        return self.covered == self.asked and not self.partial and not self.span

    @property
    def sentence(self) -> str:
        """`7 of 10 members reported`, with what is only a part of it."""
        if not self.asked:
            return "no member was asked"
        words = f"{self.covered} of {self.asked} {'member' if self.asked == 1 else 'members'} reported"
        if self.partial:
            words += f", {self.partial} of them for a part of the period"
        return f"{words}; {self.span}" if self.span else words
