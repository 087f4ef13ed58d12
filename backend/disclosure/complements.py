"""Which further cells are hidden so that no hidden one can be worked out from those shown. Pure.

Three dangers, met in turn until none is left:
- *Taken together.* A shown total less its shown parts is the sum of its hidden parts, and that sum must itself be fit to
  be shown: 3 and 4 hidden in one row are seen as 7. So the smallest further part is hidden that makes it fit.
- *Through several sums.* Rows, columns, quarters and ratios are solved together, for a stranger and for each member that
  knows a hidden cell because it alone makes it. Of the shown cells that lead to a hidden one, the smallest is hidden.
- *Through what each put in.* Figures over different members, now and before, leave one member's amount (`singling_out`).

What is hidden only grows, so it ends. Nothing depends on the order of the cells.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from backend.disclosure.figures import Figure, Relation, Table
from backend.disclosure.sensitivity import Sensitive
from backend.disclosure.singling_out import SinglingOut
from backend.disclosure.subtraction import Equation, equations, worked_out


def complements(
    table: Table,
    protected: Iterable[str],
    *,
    sensitive: Sensitive,
    unseen: Iterable[str] = (),
    known: Iterable[str] = (),
    published: Iterable[str] = (),
    among_members: bool = True,
    singling_out: SinglingOut | None = None,
) -> frozenset[str]:
    """The ids to hide besides the protected ones.

    unseen: shown to nobody anyway, and no secret. known: readers have the number already, so hiding is in vain.
    published: an earlier release showed them, with this or another number. What it hid is hidden again first, for a
        change of companions from one release to the next would give away both.
    among_members: whether readers include members, who know their own amounts.
    singling_out: looks at what single members put in, where that is to be looked at.
    """
    begun = frozenset(protected)
    work = _Work(
        table,
        sensitive,
        set(begun),
        frozenset(unseen) - begun,
        frozenset(known),
        frozenset(published),
        among_members,
        singling_out,
    )
    while work.extend():
        pass
    return frozenset(work.protected) - begun


@dataclass
class _Work:
    table: Table
    sensitive: Sensitive
    protected: set[str]  # hidden, and not to be worked out
    unseen: frozenset[str]
    known: frozenset[str]
    published: frozenset[str]
    among_members: bool
    singling_out: SinglingOut | None

    def __post_init__(self) -> None:
        self.begun = frozenset(self.protected)
        self.cells = self.table.by_id
        self.relations = self.table.ordered
        self.totals = {relation.total_id for relation in self.relations}

    def extend(self) -> bool:
        """Hides one cell more; False when none is needed."""
        cell_id = self._for_a_sum() or self._for_several_sums() or self._for_one_member()
        if cell_id:
            self.protected.add(cell_id)
        return cell_id is not None

    # ---- Taken together ----

    def _for_a_sum(self) -> str | None:
        return next((found for relation in self.relations if (found := self._of_relation(relation))), None)

    def _of_relation(self, relation: Relation) -> str | None:
        secret = [i for i in relation.part_ids if self._secret(i)]
        if self._secret(relation.total_id) or not self.protected.intersection(secret):
            return None
        together = reduce(Figure.plus, self._figures(secret))
        if len(secret) > 1 and self._fit(together):
            return None
        return self._companion(relation, together) or self._hideable([relation.total_id])

    def _companion(self, relation: Relation, together: Figure) -> str | None:
        """The smallest part with which the sum is fit to be shown; when no single one does, the largest, and on."""
        free = sorted((i for i in relation.part_ids if self._free(i) and self.cells[i].number), key=self._rank)
        fit = (i for i in free if self._fit(reduce(Figure.plus, self._figures([i]), together)))
        return next(fit, free[-1] if free else None)

    def _fit(self, together: Figure) -> bool:
        # Nothing but zeros adds up to zero: the sum would give each of them away.
        return bool(together.number) and self.sensitive(together) is None

    # ---- Through several sums ----

    def _for_several_sums(self) -> str | None:
        known = equations(self.table, self.protected | self.unseen)
        secret = {i for i in self.cells if self._secret(i)}
        for knows in self._knowledge(secret):
            found = worked_out(known, secret - knows)
            # What was hidden only beside another cell was fit to be shown: a member that works it out by its own amounts
            # learns what it might have read, unless it leads on to a cell that is not fit.
            for cell_id in sorted(found.keys() & (self.begun if knows else self.protected)):
                if hidden := self._breaking(found[cell_id]):
                    return hidden
        return None

    def _knowledge(self, secret: set[str]) -> list[frozenset[str]]:
        """Which hidden cells each reader knows beforehand: a stranger none, a member those it alone makes."""
        own: dict[str, set[str]] = {}
        for cell_id in sorted(secret):
            names = {figure.sole for figure in self.cells[cell_id].figures}
            name = names.pop() if len(names) == 1 else None
            if name and self.among_members:
                own.setdefault(name, set()).add(cell_id)
        return [frozenset(), *(frozenset(own[name]) for name in sorted(own))]

    def _breaking(self, path: Iterable[Equation]) -> str | None:
        """A ratio first, for it is a figure drawn from others; then the smallest part; totals last."""
        return self._hideable(sorted({i for equation in path for i in equation.cell_ids}, key=self._rank))

    # ---- Through what each put in ----

    def _for_one_member(self) -> str | None:
        if self.singling_out is None:
            return None
        told = self.singling_out.told(id for id in self.cells if not self._secret(id))
        found = (self._hideable(sorted(path, key=self._rank)) for path in told)
        return next((id for id in found if id), None)

    # ---- Which cells ----

    def _secret(self, cell_id: str) -> bool:
        return (cell_id in self.protected or cell_id in self.unseen) and cell_id not in self.known

    def _free(self, cell_id: str) -> bool:
        return not any(cell_id in ids for ids in (self.protected, self.unseen, self.known))

    def _hideable(self, ids: Iterable[str]) -> str | None:
        """A zero hides little, since a reader may guess it; it is taken when there is nothing else."""
        free = [i for i in ids if self._free(i)]
        return next((i for i in free if self.cells[i].number), free[0] if free else None)

    def _figures(self, ids: Iterable[str]) -> list[Figure]:
        return [figure for i in ids for figure in self.cells[i].figures[:1]]

    def _rank(self, cell_id: str) -> tuple[int, bool, Decimal, str]:
        cell = self.cells[cell_id]
        kind = 0 if not isinstance(cell.holds, Figure) else 2 if cell_id in self.totals else 1
        return kind, cell_id in self.published, abs(cell.number), cell_id
