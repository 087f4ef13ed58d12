"""What every member is to reach, as people say it: “1% of investable assets, but no more than $50 million”. Pure."""

from collections.abc import Mapping
from decimal import Decimal

from backend.goals.rules import HUNDRED, Direction
from backend.goals.schemas import Drawing
from backend.indicators import formulas
from backend.indicators.formula_words import describe
from backend.indicators.tables import Element
from backend.indicators.trees import Choice, Number, Operation, Reading, Tree
from backend.kit.amounts import EXACT
from backend.members.tables import Collaborative
from collab_reports import numbers

_MILLION = Decimal(1_000_000)
_BOUNDS = {
    ("min", Direction.HIGHER): "{}, but no more than {}",
    ("max", Direction.HIGHER): "{}, and no less than {}",
    ("min", Direction.LOWER): "at most {}, and never more than {}",
    ("max", Direction.LOWER): "at most {}, or {} where that is more",
}


def in_words(drawing: Drawing, elements: Mapping[str, Element], unit: str, here: Collaborative) -> str:
    """elements: by code. unit: of what each member is held to, with the currency of the collaborative."""
    tree = formulas.parse(drawing.each)
    names = {code: element.name for code, element in elements.items()}
    match tree:
        case Choice(function, (_, Number()) | (Number(), _) as sides):
            amount, share = sorted(sides, key=lambda side: not isinstance(side, Number))
            return _BOUNDS[function, drawing.direction].format(
                _said(share, names, unit, here), _said(amount, names, unit, here)
            )
        case _:
            least = "at least" if drawing.direction is Direction.HIGHER else "at most"
            return f"{least} {_said(tree, names, unit, here)}"


def _said(tree: Tree, names: Mapping[str, str], unit: str, here: Collaborative) -> str:
    match tree:
        case Number(value):
            return _amount(value, unit, here)
        case Operation(Number(share), "*", Reading() as whole) | Operation(Reading() as whole, "*", Number(share)) if (
            share <= 1
        ):
            return f"{_per_cent(share, here)} of {_inside(describe(whole, names))}"
        case _:
            return _inside(describe(tree, names))


def _per_cent(share: Decimal, here: Collaborative) -> str:
    return numbers.exactly(EXACT.multiply(share, HUNDRED), numbers.PERCENT, locale=here.locale)


def _amount(value: Decimal, unit: str, here: Collaborative) -> str:
    """Round millions in a word: a row of zeros is counted by nobody."""
    say = numbers.exactly if value < _MILLION or value % (_MILLION / 10) else numbers.in_millions
    return say(value, unit, locale=here.locale)


def _inside(name: str) -> str:
    """A name within a sentence begins small, unless it is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
