import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.indicators.formula_words import describe
from backend.indicators.formulas import (
    MAX_DEPTH,
    MAX_LENGTH,
    Choice,
    Comparison,
    How,
    Negative,
    Number,
    Operation,
    Reading,
    Tree,
    elements,
    evaluate,
    parse,
    readings,
    text,
)
from backend.indicators.trees import is_linear
from backend.kit.amounts import to_json_number
from backend.kit.errors import Invalid

D = Decimal

CODES = st.sampled_from(["hires", "local_hires", "a", "minimum", "earlier_jobs", "x2"])
NUMBERS = st.decimals(min_value=0, max_value=10**12, places=4).map(Number)
READINGS = st.one_of(
    st.builds(Reading, CODES, st.sampled_from([How.PLAIN, How.RUNNING, How.AVERAGE])),
    st.builds(Reading, CODES, st.just(How.EARLIER), st.integers(1, 40)),
)
NUMERIC = st.recursive(
    NUMBERS | READINGS,
    lambda parts: st.one_of(
        st.builds(Negative, parts),
        st.builds(Operation, parts, st.sampled_from("+-*/"), parts),
        st.builds(Choice, st.sampled_from(["min", "max"]), st.lists(parts, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=10,
)
TREES = NUMERIC | st.builds(Comparison, NUMERIC, st.sampled_from([">=", "<=", ">", "<"]), NUMERIC)


@given(TREES)
def test_every_formula_printed_is_read_back_as_itself(tree):
    assert parse(text(tree)) == tree


@given(TREES)
def test_every_formula_can_be_said_in_words(tree):
    assert describe(tree, {})


def exactly(tree: Tree, values: dict[str, Fraction]) -> Fraction | None:
    """Slow and plain: fractions all the way."""
    match tree:
        case Number(value):
            return Fraction(value)
        case Reading():
            return values[tree.key]
        case Negative(of):
            inner = exactly(of, values)
            return None if inner is None else -inner
        case Choice(function, of):
            parts = [exactly(part, values) for part in of]
            return None if None in parts else (min if function == "min" else max)(parts)
    left, right = exactly(tree.left, values), exactly(tree.right, values)
    if left is None or right is None or (tree.sign == "/" and right == 0):
        return None
    return {"+": left + right, "-": left - right, "*": left * right, "/": left / right if right else None}[tree.sign]


@given(NUMERIC, st.data())
def test_evaluation_agrees_with_fractions_and_is_exact_without_a_division(tree, data):
    amounts = {r.key: data.draw(st.decimals(-1000, 1000, places=2)) for r in readings(tree)}
    expected = exactly(tree, {key: Fraction(number) for key, number in amounts.items()})
    if "/" not in text(tree):
        assert Fraction(evaluate(tree, amounts)) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("a / b", D("0.07")),
        ("a - b - 1", D(-466)),
        ("a - (b - 1)", D(-464)),
        ("-a * b", D(-17500)),
        ("2 + a / b * 100", D(9)),
        ("min(a, b, 12.5)", D("12.5")),
        ("max(a, -b)", D(35)),
        ("a >= min(0.01 * b, 5)", True),
        ("a > b", False),
        ("a <= 35", True),
        ("a < 35", False),
        ("a / (b - 500)", None),
        ("a / 3", D("11.66666666666666666666666667")),
        ("a + blank", None),
        ("a * 0 * blank", None),
        ("min(a, blank)", None),
        ("blank > 1", None),
        ("-blank", None),
    ],
)
def test_what_a_formula_comes_to(formula, expected):
    got = evaluate(parse(formula), {"a": D(35), "b": D(500), "blank": None})
    assert got == expected
    assert type(got) is type(expected)


def test_a_quotient_is_rounded_half_to_even_at_28_digits_and_a_sum_never():
    assert evaluate(parse("a / b"), {"a": D("1" + "0" * 27 + "5"), "b": D(10)}) == D("1" + "0" * 27)
    wide = D("123456789012345678.1234567891")
    assert evaluate(parse("a * a - a * a + a"), {"a": wide}) == wide


def test_a_value_nobody_looked_up_is_an_error_not_a_blank():
    with pytest.raises(KeyError):
        evaluate(parse("a / b"), {"a": D(1)})


def test_readings_are_told_apart_by_how_an_element_is_read():
    tree = parse("running(deployed) / committed - earlier(deployed, 4) + running(deployed) + average(staff)")
    assert [r.key for r in readings(tree)] == [
        "running(deployed)",
        "committed",
        "earlier(deployed, 4)",
        "average(staff)",
    ]
    assert elements(tree) == ("deployed", "committed", "staff")


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("a +", "ends too early, after “a +”; write an element, a number or “(”"),
        ("", "write an element, a number or “(”"),
        ("(a", "ends too early, after “(a”; write “)” or an operator"),
        ("a b", "at character 3, “b”: write a comparison, an operator"),
        ("Hires / b", "at character 1, “H”: element codes are small letters"),
        ("a\n+ §", "at character 5, “§”: it has no meaning"),
        ("a > b > c", "at character 7, “>”"),
        ("(a > b) + 1", "at character 4, “>”"),
        ("min(a)", "at character 6, “)”: write “,”"),
        ("running(a + b)", "at character 11, “+”: write “)”"),
        ("running", "write “(”"),
        ("1,000", "at character 2, “,”"),
        ("1e5", "at character 2, “e5”"),
        ("earlier(a, 0)", "how many quarters before, 1 to 40"),
        ("earlier(a, 1.5)", "how many quarters before, 1 to 40"),
        ("0.00000000001 * a", "more than 10 decimal places"),
        ("__import__('os')", "at character 1, “_”"),
        ("a ** b", "at character 4, “*”"),
        ("(" * 60 + "-" * 120 + "a" + ")" * 60, f"nested deeper than {MAX_DEPTH}"),
        ("-" * (MAX_LENGTH - 1) + "a", f"nested deeper than {MAX_DEPTH}"),
        ("a+" * (MAX_LENGTH // 2 - 1) + "a", f"nested deeper than {MAX_DEPTH}"),
        ("a + " * MAX_LENGTH + "a", f"{MAX_LENGTH} is the most"),
    ],
)
def test_a_fault_is_told_with_its_position_and_what_would_be_right(formula, sentence):
    with pytest.raises(Invalid, match=re.escape(sentence)) as caught:
        parse(formula, where="indicators.WF-03.formula")
    assert caught.value.problems[0].where == "indicators.WF-03.formula"


def test_all_unknown_names_are_listed_at_once_with_the_nearest_known():
    with pytest.raises(Invalid) as caught:
        parse("locl_hires / hires + zzz", known={"hires", "local_hires"}, where="WF-06")
    assert [problem.message for problem in caught.value.problems] == [
        "“locl_hires” is not an element; did you mean “local_hires”?",
        "“zzz” is not an element",
    ]


def test_a_long_chain_within_the_limits_is_read_and_reckoned():
    tree = parse(" + ".join(["a"] * (MAX_DEPTH - 1)))
    assert evaluate(tree, {"a": D("0.1")}) == D("9.9")


@pytest.mark.parametrize(
    ("formula", "linear"),
    [
        ("a", True),
        ("a + b - 2 * a", True),
        ("-(a + b) / 4", True),
        ("a * 3", True),
        ("a + 5", False),
        ("a * b", False),
        ("a / b", False),
        ("min(a, b)", False),
        ("a > b", False),
    ],
)
def test_only_sums_and_multiples_of_elements_add_up_over_members(formula, linear):
    assert is_linear(parse(formula)) is linear


def test_a_formula_in_plain_words():
    names = {"local_hires": "Local hires", "hires": "New hires, all", "spent": "Money deployed", "plan": "Allocation"}
    assert describe(parse("local_hires / hires"), names) == "Local hires divided by New hires, all"
    assert (
        describe(parse("(running(spent) + 1) / plan >= min(0.5, hires)"), names)
        == "(Money deployed (added up since the first period) plus 1) divided by Allocation is at least "
        "the smaller of 0.5 and New hires, all"
    )
    assert describe(parse("local_hires / earlier(hires, 4) - average(x)"), names) == (
        "Local hires divided by New hires, all (4 quarters before) minus x (average of the period ends)"
    )


def test_numbers_in_a_formula_are_printed_plainly():
    assert text(parse("0.0100 * a + 50000000.00")) == "0.01 * a + 50000000"
    assert to_json_number(D("5E+7")) == "50000000"
