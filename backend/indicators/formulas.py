"""The small language in which an indicator says how it follows from elements. Parsed to a tree, never executed.

    local_hires / hires                          names are element codes
    place_based >= min(0.01 * reserves, 50000000)    a comparison gives yes or no, and stands alone
    running(deployed) / committed                the sum of `deployed` since its first period
    promotions / average(frontline_staff)        over a year: the average of the quarter ends
    still_employed / earlier(local_hires, 4)     the value of `local_hires` four quarters before

+ - * / and brackets mean what they do on paper; a minus may stand before anything. `min` and `max` take two or more.
What is blank stays blank: a formula over an unknown value has no value, and neither has a division by zero.
"""

import difflib
from collections.abc import Collection
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import cast

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from backend.indicators.trees import (
    Choice,
    Comparison,
    How,
    Negative,
    Number,
    Operation,
    Reading,
    Tree,
    depth,
    elements,
    evaluate,
    readings,
    text,
)
from backend.kit.amounts import within_limits
from backend.kit.errors import Invalid, Problem

__all__ = [
    "Choice",
    "Comparison",
    "How",
    "Negative",
    "Number",
    "Operation",
    "Reading",
    "Tree",
    "elements",
    "evaluate",
    "parse",
    "readings",
    "text",
    "unknown_names",
]

MAX_LENGTH = 1000
MAX_DEPTH = 100
MAX_EARLIER = 40
FUNCTIONS = ("min", "max", "running", "average", "earlier")


def parse(written: str, *, known: Collection[str] | None = None, where: str = "") -> Tree:
    """The tree of a formula.

    known: the element codes there are; None does not look.
    Raises Invalid at `where`: one fault of syntax with its position and what would be right, or all unknown names.
    """
    if len(written) > MAX_LENGTH:
        raise Invalid(
            f"this formula has {len(written)} characters; {MAX_LENGTH} is the most",
            where=where,
            code="formula.too_long",
        )
    try:
        tree = cast(Tree, _parser().parse(written))  # the planter makes it one
    except UnexpectedInput as fault:
        raise Invalid(_syntax(fault, written), where=where, code="formula.syntax") from None
    except Invalid as fault:  # a number or a count of quarters out of bounds, met while planting
        raise Invalid(str(fault), where=where, code="formula.number") from None
    if depth(tree) > MAX_DEPTH:
        raise Invalid(f"this formula is nested deeper than {MAX_DEPTH}; split it", where=where, code="formula.too_deep")
    if known is not None and (problems := unknown_names(tree, known, where=where)):
        raise Invalid(problems)
    return tree


def unknown_names(tree: Tree, known: Collection[str], *, where: str = "") -> list[Problem]:
    """One problem for each name that is no element, with the nearest that is."""
    return [
        Problem(where, f"“{name}” is not an element{_nearest(name, known)}", "formula.unknown_name")
        for name in elements(tree)
        if name not in known
    ]


class _Planter(Transformer[Token, Tree]):
    """Grows the tree while the parser reduces, so that a long formula needs no deep recursion."""

    def number(self, parts: list[Token]) -> Tree:
        return Number(within_limits(Decimal(str(parts[0]))))

    def reading(self, parts: list[Token]) -> Tree:
        return Reading(str(parts[0]))

    def series(self, parts: list[Token]) -> Tree:
        return Reading(str(parts[1]), How(str(parts[0])))

    def earlier(self, parts: list[Token]) -> Tree:
        back = str(parts[2])
        if not back.isdigit() or not 1 <= int(back) <= MAX_EARLIER:
            raise Invalid(f"earlier({parts[1]}, {back}): write how many quarters before, 1 to {MAX_EARLIER}")
        return Reading(str(parts[1]), How.EARLIER, int(back))

    def negative(self, parts: list[Tree]) -> Tree:
        return Negative(parts[0])

    def operate(self, parts: list[Tree]) -> Tree:
        return Operation(parts[0], str(parts[1]), parts[2])

    def compare(self, parts: list[Tree]) -> Tree:
        return Comparison(parts[0], str(parts[1]), parts[2])

    def choose(self, parts: list[Tree]) -> Tree:
        return Choice(str(parts[0]), tuple(parts[1:]))


@cache
def _parser() -> Lark:
    grammar = Path(__file__).with_suffix(".lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", transformer=_Planter())


_EXPECTED = {
    "NAME": "an element",
    "NUMBER": "a number",
    "LPAR": "“(”",
    "RPAR": "“)”",
    "COMMA": "“,”",
    "COMPARE": "a comparison",
    "PLUS": "an operator (+ - * /)",
    "MINUS": "an operator (+ - * /)",
    "TIMES": "an operator (+ - * /)",
    "OVER": "an operator (+ - * /)",
    "$END": "the end",
}


def _syntax(fault: UnexpectedInput, written: str) -> str:
    if isinstance(fault, UnexpectedCharacters):
        at = fault.pos_in_stream or 0
        char = written[at]
        hint = "element codes are small letters, digits and _" if char.isalnum() else "it has no meaning in a formula"
        return f"at character {at + 1}, “{char}”: {hint}"
    assert isinstance(fault, UnexpectedToken)
    expected = fault.accepts or fault.expected
    # A minus is also an operator; where an operand is due, say only that.
    wanted = {"NAME", "NUMBER", "LPAR"} & expected if "NAME" in expected else expected
    words = list(dict.fromkeys(_EXPECTED[name] for name in _EXPECTED if name in wanted))
    right = "write " + (" or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0])
    if fault.token.type == "$END":
        return f"the formula ends too early, after “{written.strip()[-20:]}”; {right}" if written.strip() else right
    return f"at character {(fault.token.start_pos or 0) + 1}, “{fault.token}”: {right}"


def _nearest(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean “{near[0]}”?" if near else ""
