"""What a sheet says beside its cells: hidden rows and columns, blocks merged into one."""

from backend.kit.errors import Invalid
from backend.kit.sheets import limits
from backend.kit.sheets.book import spot
from backend.kit.sheets.markup import Attributes
from backend.kit.sheets.messages import Message, end_message

Block = tuple[int, int, int, int]  # top, left, bottom, right


class Layout:
    def __init__(self) -> None:
        self._hidden_rows: list[int] = []
        self._hidden_columns: set[int] = set()
        self._blocks: list[Block] = []

    def row(self, number: int, attributes: Attributes) -> None:
        if number <= limits.MOST_ROWS and _hidden(attributes, "ht"):
            self._hidden_rows.append(number)

    def column(self, attributes: Attributes) -> None:
        if _hidden(attributes, "width"):
            first, last = _whole(attributes.get("min")), _whole(attributes.get("max"))
            self._hidden_columns.update(range(max(first, 1), min(last, limits.MOST_COLUMNS) + 1))

    def merged(self, attributes: Attributes) -> None:
        """
        Raises:
            Invalid: it names no block, or there are too many.
        """
        ends = [spot(end) for end in attributes.get("ref", "").split(":")]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            raise Invalid(
                "A merged block of the sheet has no first and last cell. Save the file again.", code="sheet.broken"
            )
        (top, left), (bottom, right) = ends[0], ends[1]
        self._blocks.append((min(top, bottom), min(left, right), max(top, bottom), max(left, right)))
        if len(self._blocks) > limits.MOST_MERGED:
            what = f"A tab has more than {limits.MOST_MERGED:,} merged blocks, the most that is read."
            raise Invalid(f"{what} {limits.CHEAPER}", code="sheet.merged")

    def end(self, last_row: int, last_column: int) -> Message:
        """The last message of a tab. Blocks are cut to what is filled: a merged row must not be 16,384 cells of work."""
        merged = [
            (top, left, min(bottom, last_row), min(right, last_column))
            for top, left, bottom, right in self._blocks
            if top <= last_row and left <= last_column
        ]
        return end_message(self._hidden_rows, sorted(self._hidden_columns), merged)


def yes(word: str | None) -> bool:
    """A truth of the workbook's XML."""
    return word in ("1", "true", "on")


def _hidden(attributes: Attributes, size: str) -> bool:
    return yes(attributes.get("hidden")) or (size in attributes and attributes[size].strip("0.") == "")


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
