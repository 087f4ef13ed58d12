"""Which rows are sums of multiples of others, and of which."""

from fractions import Fraction

from backend.disclosure.modular import PRIME, Echelon, residue


def row(*numbers: int | str) -> dict[int, int]:
    return {at: residue(Fraction(number)) for at, number in enumerate(numbers) if Fraction(number)}


def test_a_sum_of_multiples_is_found_with_the_rows_it_is_made_of():
    known = Echelon()
    for name, numbers in enumerate([(1, 1, 0, 0), (0, 1, 1, 0), (0, 0, 0, 5)]):
        known.put(name, row(*numbers))
    assert known.made_of(row(1, 0, -1, 0)) == {0, 1}
    assert known.made_of(row(0, 0, 0, "1/3")) == {2}
    assert known.made_of(row(1, 0, 0, 0)) is None


def test_a_row_that_says_nothing_new_is_in_no_answer():
    known = Echelon()
    for name, numbers in enumerate([(1, 1), (2, 2), (0, 3)]):
        known.put(name, row(*numbers))
    assert known.made_of(row(1, 0)) == {0, 2}


def test_fractions_are_exact():
    assert residue(Fraction(1, 3)) * 3 % PRIME == 1
    assert (residue(Fraction(-7, 5)) * 5 + 7) % PRIME == 0
