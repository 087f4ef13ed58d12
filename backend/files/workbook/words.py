"""What the first tab of our workbook says on how to fill it in, what an answer means, and how the file is read. Pure."""

from collections.abc import Mapping, Sequence

from backend.kit.periods import Period
from backend.submissions.rules import CHOICES, Status

Lines = Sequence[tuple[str, str]]

_MEANINGS: Mapping[Status, str] = {
    Status.ESTIMATED: "There is a figure, but it is your best estimate. Write the figure and choose this beside it.",
    Status.NOT_AVAILABLE: "It exists, but you cannot get at the figure for this period.",
    Status.NOT_APPLICABLE: "It cannot occur with you, so you are not counted among those who did not answer.",
    Status.WITHHELD: "You have the figure and do not share it.",
    Status.REPORTED_ELSEWHERE: "Your parent organization’s figure holds yours already.",
}
_LOOKED_AT: Lines = (
    (
        "To be put right",
        "No number where one is asked; below or above what can be; a part larger than its whole; parts that come to more"
        " than the total; an answer and a reason for none at once.",
    ),
    (
        "To be explained in the note",
        "About ten, a hundred or a thousand times what was usual; parts that come to less than the total; a figure since"
        " the year began that is lower than the one before.",
    ),
)
_READ: Lines = (
    (
        "Only what you change",
        "A cell you did not touch changes nothing, also if it was answered on the site since. One you empty takes the"
        " answer away.",
    ),
    (
        "Whom it is for",
        "The file says so by itself: it cannot be used for another member or another collection. You may widen columns.",
    ),
    (
        "Nothing about persons",
        "Never write names, birth dates, e-mail addresses or numbers of persons anywhere in it. Such a file is refused.",
    ),
)


_BY_ZIP = (
    "Or answer by ZIP",
    "In the tab ZIP: one line for each ZIP code, how many were hired from there and what was paid there, “unknown” for"
    " those whose ZIP nobody knows. The questions it answers are then filled in for you. Never one line for each person.",
)


def chapters(period: Period, tabs: Sequence[str], address: str, *, by_zip: bool = False) -> Sequence[tuple[str, Lines]]:
    """Each with its title. address: of the page the file is sent back to. by_zip: there is a tab ZIP."""
    means = [(CHOICES[status], text) for status, text in _MEANINGS.items()]
    return (
        ("How to fill it in", [*_steps(period, tabs, address), *([_BY_ZIP] if by_zip else [])]),
        (
            "What an answer means",
            [("an empty cell", "Not answered yet. It is never taken for zero."), ("0", "You counted: none."), *means],
        ),
        ("What is looked at when it comes back", _LOOKED_AT),
        ("How the file is read", _READ),
    )


def _steps(period: Period, tabs: Sequence[str], address: str) -> Lines:
    return (
        ("1. Go through the tabs", f"{', '.join(tabs)}. Each question is a row; its parts stand below it."),
        ("2. Write in the yellow cells", f"The figure for this {period.kind}, in the unit beside it."),
        ("3. No figure?", "Leave the cell empty and choose why in the cell beside it."),
        ("4. Compare", "The grey columns show what you reported in the four periods before; estimates in italics."),
        ("5. What does it count?", "Rest on a question to read it; “Definition” names its row in the last tab."),
        ("6. Say what is special", "A note beside a figure that is unusual saves a question later."),
        ("7. Send it back", f"Upload it at {address}. You see what would change before anything is saved."),
    )
