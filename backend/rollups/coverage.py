"""How much of what was asked is in a collective figure, said the way people read it."""

from dataclasses import dataclass

from backend.kit.languages import Speech, speaking, translated, translated_many


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
        """`7 of 10 members reported`, with what is only a part of it; in English, as reports keep it."""
        with speaking(Speech()):
            return self.said

    @property
    def said(self) -> str:
        """The same in the language of whoever reads it just now."""
        if not self.asked:
            return translated("no member was asked")
        words = translated_many(
            "%(covered)s of %(num)s member reported",
            "%(covered)s of %(num)s members reported",
            self.asked,
            covered=self.covered,
        )
        if self.partial:
            words += translated(", %(partial)s of them for a part of the period", partial=self.partial)
        return f"{words}; {self.span}" if self.span else words
