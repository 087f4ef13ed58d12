"""What of one member's answers others are not shown: what it withholds, the backbone; what is switched off, nobody.

Totals are another matter (`queries.bars`); this is about answers themselves, on pages, in lists and for programs. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutOfSight:
    """what: pairs of an element's and a breakdown's code; None stands for every one."""

    what: frozenset[tuple[str | None, str | None]] = frozenset()

    def has(self, element: str, category: str | None) -> bool:
        """category: with its breakdown before it, `gender.women`; None: the total."""
        by = category.partition(".")[0] if category else None
        return any((one is None or one == element) and (split is None or split == by) for one, split in self.what)


NOTHING = OutOfSight()


def out_of_sight(rows: Iterable[Sequence[str | None]]) -> OutOfSight:
    """rows: what a statement found by `KEPT`."""
    return OutOfSight(frozenset((element, breakdown) for element, breakdown in rows))


def in_sight(row: str) -> str:
    """A condition on a table of answers, by its name in a statement, to be put after another."""
    return _IN_SIGHT.replace("ROW", row)


# An expression over submissions, by the name `s`: of its member, for whoever asks in this session.
KEPT = """
    array (
      select array[e.code, b.code] from withholdings w
        left join elements e on e.id = w.element_id left join breakdowns b on b.id = w.breakdown_id
      where (select current_setting('app.members')) = 'all' and w.member_id = s.member_id and w.ended_at is null
      union
      select array[null, b.code] from switch_offs o join breakdowns b on b.id = o.breakdown_id where o.ended_at is null
    )
"""
# A condition on a table of members' files, by the name `f` in a statement: not when it may show what its member keeps back.
FILE_IN_SIGHT = """
    ((select current_setting('app.members')) <> 'all' or not exists (
      select from withholdings w
      where w.member_id = f.member_id and w.ended_at is null
        and (f.element_id is null or w.element_id is null or w.element_id = f.element_id)
    ))
"""
_IN_SIGHT = """
    not exists (
      select from categories k join switch_offs o on o.breakdown_id = k.breakdown_id
      where k.id = ROW.category_id and o.ended_at is null
    )
    and ((select current_setting('app.members')) <> 'all' or not exists (
      select from withholdings w left join categories k on k.id = ROW.category_id
      where w.member_id = ROW.member_id and w.ended_at is null
        and (w.element_id is null or w.element_id = ROW.element_id)
        and (w.breakdown_id is null or w.breakdown_id = k.breakdown_id)
    ))
"""
