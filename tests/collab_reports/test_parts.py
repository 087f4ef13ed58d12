from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from collab_reports.parts import Amount, Coverage, Split, Status, plain
from tests.collab_reports.samples import figure

NO_NUMBER = [status for status in Status if not status.has_value]


@pytest.mark.parametrize("status", NO_NUMBER)
def test_no_number_travels_under_a_status_that_has_none(status):
    with pytest.raises(ValidationError, match="there must be no number"):
        Amount(status=status, value=Decimal(7))
    assert Amount(status=status).value is None


@pytest.mark.parametrize("status", [Status.REPORTED, Status.ESTIMATED])
def test_a_reported_number_is_there_and_zero_is_one(status):
    with pytest.raises(ValidationError, match="the number is missing"):
        Amount(status=status)
    assert Amount(status=status, value=Decimal(0)).value == 0


@pytest.mark.parametrize("raw", [3.5, True, "1e5", "1,200", " 3", "NaN", "", "٣", Decimal("Infinity")])
def test_a_number_is_exact_or_refused(raw):
    with pytest.raises(ValidationError):
        Amount(status=Status.REPORTED, value=raw)
    assert Amount(status=Status.REPORTED, value="3.50").value == Decimal("3.5")


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=10) | st.decimals(allow_nan=False, allow_infinity=False)
)
def test_equal_numbers_are_one_text_that_reads_back(number):
    assert Decimal(plain(number)) == number
    assert plain(number) == plain(Decimal(plain(number)))
    assert "E" not in plain(number)


def test_numbers_that_differ_only_in_idle_zeros_are_one_text():
    assert {plain(Decimal(text)) for text in ("1.50", "1.5", "1.5000")} == {"1.5"}
    assert {plain(Decimal(text)) for text in ("-0.0", "0", "0E-10", "0E+3")} == {"0"}
    assert plain(Decimal("1E+3")) == "1000"


def test_coverage_says_itself_and_cannot_exceed_those_asked():
    assert Coverage(reported=7, asked=10).sentence == "7 of 10 members reported"
    assert Coverage(reported=7, asked=10, sentence="7 of 10 trusts").sentence == "7 of 10 trusts"
    with pytest.raises(ValidationError, match="only 6 were asked"):
        Coverage(reported=7, asked=6)


def test_only_a_hidden_number_has_a_reason_for_hiding():
    with pytest.raises(ValidationError, match="only a hidden number"):
        figure(hidden_reason="because")
    with pytest.raises(ValidationError, match="says in one sentence why"):
        figure(status=Status.SUPPRESSED, hidden_reason="")


def test_nothing_unknown_and_nothing_changed_later():
    with pytest.raises(ValidationError, match="extra"):
        figure(colour="red")
    with pytest.raises(ValidationError, match="frozen"):
        figure().value = Decimal(2)
    with pytest.raises(ValidationError):
        Split(code="a", name="area", rows=(), adds_up=True)
