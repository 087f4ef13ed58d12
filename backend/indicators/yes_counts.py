"""Questions of yes or no that no indicator reads: how many members say yes is counted all the same, for reports.

So a collaborative that has agreed on no indicator yet reads what it answered. Each count is an indicator of its own,
worked out and protected as all are: nothing where fewer than three answered, and never who.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from backend.indicators.queries import Question, Tracked, elements_of
from backend.indicators.tables import Element, Indicator, IndicatorDefinition
from backend.indicators.trees import Comparison, How, Number, Reading, Tree

FEWEST = 3
_MARK = "asked:"  # before a question's code; no indicator's code has a colon
_SINCE = date(2010, 1, 1)  # as old as the catalogue


def counted(questions: Iterable[Question], tracked: Iterable[Tracked]) -> Sequence[Tracked]:
    """tracked: the framework's own indicators. For members and the backbone: nobody has said that others should read it."""
    read = {code for one in tracked for code in elements_of(one)}
    return [_count(one) for one in questions if one.kind == "yes_no" and one.code not in read]


def _count(question: Question) -> Tracked:
    plain = f"How many members answered yes to: “{question.definition}”"
    indicator = Indicator(
        id=question.id,
        code=_MARK + question.code,
        name=question.name,
        plain=plain,
        kind="policy",
        unit="yes_no",
        direction="none",
        rule_members="count_true",
        rule_quarters="last",
        overlap_possible=False,
        visibility="members",
        disclosure_class="members",
        fewest_contributors=FEWEST,
        source="",
    )
    definition = IndicatorDefinition(
        version=1, valid_from=_SINCE, valid_to=None, text=plain, break_note="", formula=f"{question.code} >= 1"
    )
    return Tracked(indicator, question.section, [definition])


def is_yes(tree: Tree, elements: Mapping[str, Element]) -> bool:
    """Whether it says no more than that one question of yes or no is answered yes."""
    match tree:
        case Comparison(Reading(code, How.PLAIN), ">=", Number(value)) if code in elements:
            return elements[code].kind == "yes_no" and value == Decimal(1)
        case _:
            return False
