"""A submission as a small model: what one may expect after any order of deeds, told a second time and more simply."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

WRITABLE = ("not_started", "in_progress", "returned")
NUMBERS = ("reported", "estimated")
ASKED = ("hires", "local_hires", "spend", "policy")

Kept = tuple[Decimal | None, str | None]  # number and status


class Unread(Exception):
    """What was typed is no answer."""


def read(element: str, typed: str, status: str) -> Kept:
    """A cell as it is kept. Raises Unread."""
    if typed and status and status not in NUMBERS:
        raise Unread
    if not typed:
        return None, status or None
    if element == "policy":
        if typed not in ("yes", "no"):
            raise Unread
        return Decimal(typed == "yes"), status or "reported"
    try:
        return Decimal(typed), status or "reported"
    except InvalidOperation:
        raise Unread from None


@dataclass
class Model:
    """writers: who changed each cell last. for_member: the backbone entered something once."""

    state: str = "not_started"
    open: bool = True
    cells: dict[str, Kept] = field(default_factory=dict)
    writers: dict[str, str] = field(default_factory=dict)
    submitter: str = ""
    for_member: bool = False
    values: dict[str, Kept] = field(default_factory=dict)

    def save(self, who: str, element: str, typed: str, status: str) -> bool:
        """Whether it is let through."""
        if not self._writes(who) or self.state not in WRITABLE or not self.open:
            return False
        try:
            kept = read(element, typed, status)
        except Unread:
            return False
        if kept != self.cells.get(element, (None, None)):
            self.cells[element], self.writers[element] = kept, who
            self.for_member |= who == "coordinator"
        self.state = "in_progress"
        return True

    def submit(self, who: str) -> bool:
        if not self._writes(who) or self.state not in ("in_progress", "returned") or not self.open or not self._clean():
            return False
        if who == "coordinator" and not self.for_member:  # it only typed what stood there, or nothing
            return False
        self.state, self.submitter = "submitted", who
        return True

    def take_back(self, who: str) -> bool:
        if who == "coordinator" or not self._writes(who) or self.state != "submitted" or not self.open:
            return False
        self.state = "in_progress"
        return True

    def approve(self, who: str) -> bool:
        prepared = {*self.writers.values(), self.submitter}
        if not who.startswith("approver") or self.state != "submitted" or not self.open or who in prepared:
            return False
        self.state = "approved"
        return True

    def send_back(self, who: str, reason: str) -> bool:
        reviews = who.startswith("approver") or who == "coordinator"
        if not reviews or self.state not in ("submitted", "approved") or not self.open or not reason.strip():
            return False
        self.state = "returned"
        return True

    def accept(self, who: str) -> bool:
        if who != "coordinator" or self.state != "approved":
            return False
        self.state = "accepted"
        self.values = {element: kept for element, kept in self.cells.items() if kept[1]}
        return True

    def close(self) -> None:
        self.open = False
        if self.state == "accepted":
            self.state = "locked"

    def _writes(self, who: str) -> bool:
        return who in ("contributor", "coordinator") or (who.startswith("approver") and self.for_member)

    def _clean(self) -> bool:
        """What the checks let through: all answered, counts whole, nothing below zero, a part not above its whole."""
        for element in ASKED:
            number, status = self.cells.get(element, (None, None))
            if status is None or (status in NUMBERS and number is None):
                return False
            if number is not None and number < 0:
                return False
            if number is not None and element in ("hires", "local_hires") and number != int(number):
                return False
        hires, local = self.cells["hires"][0], self.cells["local_hires"][0]
        return hires is None or local is None or local <= hires
