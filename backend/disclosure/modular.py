"""Which sums of multiples of known rows there are: linear algebra in whole numbers modulo a large prime. Pure.

Fractions of a hundred members' amounts grow without end; remainders do not. That a true answer differs from the one here
takes a multiple of the prime by chance.
"""

from collections.abc import Mapping
from fractions import Fraction

PRIME = 2**61 - 1

Terms = Mapping[int, int]  # column to remainder, no zeros


def residue(number: Fraction) -> int:
    return number.numerator * pow(number.denominator, -1, PRIME) % PRIME


class Echelon:
    """Rows by the first column of each; each keeps which of the rows put in it is made of, and how often of each."""

    def __init__(self) -> None:
        self._rows: dict[int, tuple[Terms, Terms]] = {}

    def put(self, name: int, row: Terms) -> None:
        """name: what the row is called in answers."""
        left, made = self._reduced(row)
        if left:
            first = min(left)
            by = pow(left[first], -1, PRIME)
            made = {**made, name: 1}
            self._rows[first] = _times(left, by), _times(made, by)

    def made_of(self, row: Terms) -> frozenset[int] | None:
        """The names of the rows of which this one is a sum of multiples; None when it is none."""
        left, made = self._reduced(row)
        return None if left else frozenset(made)

    def _reduced(self, row: Terms) -> tuple[dict[int, int], dict[int, int]]:
        """What is left of it when rows have taken its first columns away, and what of them was taken."""
        left, made = dict(row), dict[int, int]()
        while left and (known := self._rows.get(first := min(left))):
            by = PRIME - left[first]
            _add(left, known[0], by)
            _add(made, known[1], by)
        return left, made


def _add(to: dict[int, int], terms: Terms, by: int) -> None:
    for at, number in terms.items():
        if sum_ := (to.get(at, 0) + number * by) % PRIME:
            to[at] = sum_
        else:
            to.pop(at, None)


def _times(terms: Terms, by: int) -> Terms:
    return {at: number * by % PRIME for at, number in terms.items()}
