"""In whose hands the sections of a form are. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from backend.kit.languages import later


@dataclass(frozen=True, slots=True)
class Owner:
    """name: empty for one who has left. done: as they said."""

    person_id: UUID
    name: str
    done: bool


class SectionState(StrEnum):
    """How far a section has come. Done: as its owner said."""

    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    DONE = "done"

    @property
    def shown_as(self) -> str:
        return _STATE_SHOWN_AS[self]


_STATE_SHOWN_AS = {
    SectionState.NOT_BEGUN: later("not begun"),
    SectionState.BEGUN: later("begun"),
    SectionState.DONE: later("done"),
}


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose sections they are, by the section's code; and who could be asked: the names of the member's contributors."""

    owners: Mapping[str, Owner] = field(default_factory=dict)
    writers: Mapping[UUID, str] = field(default_factory=dict)

    def owner(self, section: str) -> Owner | None:
        return self.owners.get(section)

    def state(self, section: str, answered: int) -> SectionState:
        """answered: how many of its questions."""
        owner = self.owners.get(section)
        if owner and owner.done:
            return SectionState.DONE
        return SectionState.BEGUN if answered else SectionState.NOT_BEGUN


NOBODY = Hands()
