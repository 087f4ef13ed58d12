"""What is shown, and to whom, in plain words; and whether a change of it shows more or less than before. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from backend.kit.languages import later


@dataclass(frozen=True, slots=True)
class Rule:
    """One number of the policy. says: with %(value)s in it. more_hides: a higher number hides more. least, most: that can be
    chosen."""

    title: str
    says: str
    follows: str
    more_hides: bool = True
    least: int = 1
    most: int = 1000


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "smallest_count": Rule(
            later("Smallest count of people"),
            later("A count of people below %(value)s is hidden; zero is shown."),
            later("Higher hides more small groups, in which people could be recognized."),
        ),
        "smallest_patient_count": Rule(
            later("Smallest count of patients"),
            later("A count drawn from patients’ records is hidden below %(value)s."),
            later("In the United States 11 is asked for where figures come from Medicare data."),
        ),
        "round_to": Rule(
            later("Rounding"),
            later("Counts of people are rounded to the nearest %(value)s."),
            later("Rounded counts need not add up. Leave it empty to show counts as they are."),
        ),
        "fewest_contributors": Rule(
            later("Fewest organizations in a figure"),
            later("A figure is shown when at least %(value)s organizations are in it."),
            later("Sites of one system are one organization. With fewer, two could work each other out."),
            least=2,
            most=50,
        ),
        "p_percent": Rule(
            later("Protection of the largest"),
            later("A figure is hidden if another member could tell the largest one’s amount to within %(value)s %%."),
            later("Higher hides more figures that one large member makes up nearly alone."),
            most=100,
        ),
        "wage_fewest_contributors": Rule(
            later("Fewest organizations in a wage"),
            later("A figure about wages is shown when at least %(value)s organizations are in it."),
            later("Five is the least there is: wages that competitors read are a matter of law."),
            least=5,
            most=50,
        ),
        "wage_largest_percent": Rule(
            later("Largest share in a wage"),
            later("No member makes up more than %(value)s %% of a figure about wages."),
            later("Lower hides more. 25 is the most there is."),
            more_hides=False,
            most=25,
        ),
        "wage_months": Rule(
            later("Age of a wage"),
            later("A figure about wages is shown when it is at least %(value)s months old."),
            later("Three months is the least there is."),
            least=3,
            most=36,
        ),
    }
)


def shows_more(was: Mapping[str, Any], becomes: Mapping[str, Any]) -> Sequence[str]:
    """The rules by which something may be shown that was not before. Rounding less is one of them."""
    return [name for name, rule in RULES.items() if _weaker(rule, was.get(name), becomes.get(name))]


def _weaker(rule: Rule, was: Any, becomes: Any) -> bool:
    before, after = Decimal(str(was or 0)), Decimal(str(becomes or 0))
    return after < before if rule.more_hides else after > before
