"""What somebody answered, as a page says it: its numbers as the collaborative's locale writes them. Pure.

Programs are told plain numbers. People hold two answers against each other, and 1200000 beside 120000 is easily misread.
"""

import re
from decimal import Decimal
from functools import partial

from backend.kit.languages import translated
from backend.submissions.asked import Kind
from collab_reports.numbers import written

_NUMBER = re.compile(r"(?<!\S)-?\d+(?:\.(?P<decimals>\d+))?(?![^\s,])")


def said(answer: str, kind: Kind | None, locale: str) -> str:
    """answer: as `drafts.spoken` has it, to a question of this kind; None where the question is known no longer.

    Words and notes are their writer's own, and are left as they are.
    """
    if kind is None or kind is Kind.TEXT:
        return answer
    figures, note, rest = answer.partition(translated(" (note: %(note)s)", note="")[:-1])
    unit = "yes_no" if kind is Kind.YES_NO else "count"
    return _NUMBER.sub(partial(_written, unit=unit, locale=locale), figures) + note + rest


def _written(number: re.Match[str], *, unit: str, locale: str) -> str:
    return written(Decimal(number[0]), unit, locale=locale, decimals=len(number["decimals"] or ""))
