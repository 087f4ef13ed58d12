"""How members' agreements are listed: by what they are sorted, narrowed, and what a file says of them."""

from dataclasses import dataclass
from datetime import date

from backend.agreements.rules import Standing
from backend.agreements.standings import Where
from backend.agreements.texts import SHOWN, readers_of
from backend.kit.languages import later, translated
from backend.kit.listing import Choice, Column, Listing
from backend.members.tables import Member

_MOST_PRESSING_FIRST = (Standing.NONE, Standing.ENDED, Standing.TO_COME, Standing.ENDING, Standing.IN_FORCE)


@dataclass(frozen=True, slots=True)
class Line:
    """Where a member stands today. kept: how much it keeps back."""

    member: Member
    where: Where
    kept: int

    @property
    def until(self) -> date | None:
        return self.where.last if self.where.standing.in_force else None

    @property
    def readers(self) -> str:
        """Whom totals with its figures are for; empty while none are."""
        if not self.where.agreement or not self.where.standing.in_force:
            return ""
        return readers_of(self.where.agreement.audiences)


def listing() -> Listing[Line]:
    return Listing(
        columns=(
            Column("member", later("Member"), lambda one: one.member.name),
            Column(
                "agreement",
                later("Agreement"),
                lambda one: translated(SHOWN[one.where.standing]),
                lambda one: _MOST_PRESSING_FIRST.index(one.where.standing),
            ),
            Column("until", later("Until"), lambda one: one.until),
            Column("readers", later("Totals are for"), lambda one: one.readers),
            Column("kept", later("Kept back"), lambda one: one.kept),
        ),
        choices=(
            Choice(
                "agreement",
                later("Agreement"),
                {one.value: translated(SHOWN[one]) for one in Standing},
                lambda one, value: one.where.standing == value,
            ),
            Choice("kept", later("Kept back"), {"yes": translated("something")}, lambda one, value: bool(one.kept)),
        ),
        words=lambda one: f"{one.member.name} {one.member.code}",
    )
