"""A formula as a tree: what it reads, what it comes to, how it is written. `formulas` has the language itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from operator import ge, gt, le, lt

from backend.kit.amounts import EXACT, quotient, to_json_number


class How(StrEnum):
    """In which way an element is read."""

    PLAIN = "plain"
    RUNNING = "running"
    AVERAGE = "average"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; never negative, a minus before it is `Negative`."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Reading:
    """An element, read in one of four ways.

    back: for EARLIER, how many quarters before.
    """

    element: str
    how: How = How.PLAIN
    back: int = 0

    @property
    def key(self) -> str:
        """Its own text: `hires`, `running(deployed)`, `earlier(local_hires, 4)`. The key of `evaluate`'s values."""
        if self.how is How.PLAIN:
            return self.element
        return f"{self.how}({self.element}, {self.back})" if self.how is How.EARLIER else f"{self.how}({self.element})"


@dataclass(frozen=True, slots=True)
class Negative:
    of: "Tree"


@dataclass(frozen=True, slots=True)
class Operation:
    """sign: one of + - * /."""

    left: "Tree"
    sign: str
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Choice:
    """The smallest or the largest of two or more. function: min or max."""

    function: str
    of: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Yes or no. sign: one of >= <= > <. Only ever the whole formula."""

    left: "Tree"
    sign: str
    right: "Tree"


Tree = Number | Reading | Negative | Operation | Choice | Comparison
_COMPARE = {">=": ge, "<=": le, ">": gt, "<": lt}


def readings(tree: Tree) -> tuple[Reading, ...]:
    """Each way in which the formula reads an element, once, in the order written."""
    return tuple(dict.fromkeys(part for part in walk(tree) if isinstance(part, Reading)))


def elements(tree: Tree) -> tuple[str, ...]:
    """The codes of the elements it reads, once each, in the order written."""
    return tuple(dict.fromkeys(reading.element for reading in readings(tree)))


def walk(tree: Tree) -> Iterator[Tree]:
    """The tree and all its parts, left to right."""
    yield tree
    for part in branches(tree):
        yield from walk(part)


def branches(tree: Tree) -> tuple[Tree, ...]:
    match tree:
        case Operation(left, _, right) | Comparison(left, _, right):
            return (left, right)
        case Negative(of):
            return (of,)
        case Choice(_, of):
            return of
        case _:
            return ()


def depth(tree: Tree) -> int:
    """Its levels; counted level by level, so that a tree too deep to recurse into can still be refused."""
    levels, level = 0, [tree]
    while level:
        levels, level = levels + 1, [part for branch in level for part in branches(branch)]
    return levels


def is_yes_no(tree: Tree) -> bool:
    return isinstance(tree, Comparison)


def is_constant(tree: Tree) -> bool:
    return not readings(tree)


def is_linear(tree: Tree) -> bool:
    """Whether members' results may be added up to the result of the members' sums: no rates, no products, no choices.

    A constant beside elements (`a + 5`) is not linear either: it would be added once a member.
    """
    match tree:
        case Reading():
            return True
        case Negative(of):
            return is_linear(of)
        case Operation(left, "+" | "-", right):
            return is_linear(left) and is_linear(right)
        case Operation(left, "*", right):
            return (is_constant(left) and is_linear(right)) or (is_linear(left) and is_constant(right))
        case Operation(left, "/", right):
            return is_linear(left) and is_constant(right)
        case _:
            return False


def evaluate(tree: Tree, values: Mapping[str, Decimal | None]) -> Decimal | bool | None:
    """The formula's value: a number, yes or no, or None where something it needs is unknown or a division is by zero.

    values: by `Reading.key`, every one the formula has (KeyError otherwise); None is blank, which is not zero.
    Sums and products are exact; a quotient is rounded to 28 digits, half to even.
    """
    if isinstance(tree, Comparison):
        left, right = _number(tree.left, values), _number(tree.right, values)
        return None if left is None or right is None else bool(_COMPARE[tree.sign](left, right))
    return _number(tree, values)


def text(tree: Tree) -> str:
    """The formula in its one canonical form; parsed again it gives the same tree."""
    match tree:
        case Number(value):
            return to_json_number(value)
        case Reading():
            return tree.key
        case Negative(of):
            return "-" + bracketed(of, text(of), 3)
        case Choice(function, of):
            return f"{function}({', '.join(text(part) for part in of)})"
        case Operation(left, sign, right):
            mine = precedence(tree)
            return f"{bracketed(left, text(left), mine)} {sign} {bracketed(right, text(right), mine + 1)}"
        case Comparison(left, sign, right):
            return f"{text(left)} {sign} {text(right)}"


def bracketed(tree: Tree, written: str, least: int) -> str:
    """The written part, in brackets if it binds more loosely than its place asks for."""
    return written if precedence(tree) >= least else f"({written})"


def precedence(tree: Tree) -> int:
    match tree:
        case Comparison():
            return 0
        case Operation(_, "+" | "-", _):
            return 1
        case Operation():
            return 2
        case Negative():
            return 3
        case _:
            return 4


def _number(tree: Tree, values: Mapping[str, Decimal | None]) -> Decimal | None:
    match tree:
        case Number(value):
            return value
        case Reading():
            return values[tree.key]
        case Operation(left, sign, right):
            return _operate(_number(left, values), sign, _number(right, values))
        case Negative(of):
            inner = _number(of, values)
            return None if inner is None else EXACT.minus(inner)
        case Choice(function, of):
            numbers = [_number(part, values) for part in of]
            known = [number for number in numbers if number is not None]
            return None if len(known) < len(numbers) else (min if function == "min" else max)(known)
        case Comparison():
            raise TypeError("a comparison is yes or no, not a number")


def _operate(left: Decimal | None, sign: str, right: Decimal | None) -> Decimal | None:
    if left is None or right is None:
        return None
    match sign:
        case "+":
            return EXACT.add(left, right)
        case "-":
            return EXACT.subtract(left, right)
        case "*":
            return EXACT.multiply(left, right)
        case _:
            return quotient(left, right)
