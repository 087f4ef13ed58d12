"""A plan can be read."""

from datetime import date
from decimal import Decimal

from backend.kit.errors import Problem
from backend.provisioning.rules import Added, Change, Changed, Plan, Retired, Unchanged
from backend.provisioning.state import Kind
from backend.provisioning.texts import rendered, summary

FULL = Plan(
    added=(Added(Kind.ELEMENT, ("employees",), {}), Added(Kind.ELEMENT, ("local_hires",), {})),
    changed=(
        Changed(Kind.INDICATOR, ("WF-03",), (Change("name", "Old", "New"), Change("notes", "", "x" * 80))),
        Changed(Kind.ELEMENT, ("staff_wte",), (Change("minimum", None, Decimal("0.50")),), restored=True),
        Changed(Kind.ELEMENT_DEFINITION, ("staff_wte", "1"), (Change("valid_to", None, date(2014, 3, 31)),)),
    ),
    retired=(Retired(Kind.FRAMEWORK, ("annual",)),),
    unchanged=(Unchanged(Kind.SETTINGS, ()),),
)


def test_a_plan_says_what_is_added_changed_and_retired() -> None:
    assert rendered(FULL).splitlines() == [
        "+ 2 x element",
        "    employees, local_hires",
        "~ indicators.WF-03.name: “Old” → “New”",
        f"~ indicators.WF-03.notes: nothing → “{'x' * 59}…”",
        "~ elements.staff_wte  (retired before, comes back)",
        "~ elements.staff_wte.minimum: nothing → 0.5",
        "~ elements.staff_wte.definitions.1.valid_to: nothing → 2014-03-31",
        "- frameworks.annual  (retired: kept, and not asked or shown any more)",
        "",
        "2 added, 3 changed, 1 retired, 1 unchanged",
    ]


def test_what_is_refused_comes_first_and_is_not_overlooked() -> None:
    refused = Plan(refused=(Problem("elements.a.unit", "was kWh"),))
    assert rendered(refused).startswith("! elements.a.unit: was kWh")
    assert "nothing is applied" in summary(refused)
    assert "nothing is applied" not in summary(FULL)


def test_an_empty_plan_says_so() -> None:
    said = rendered(Plan(unchanged=FULL.unchanged))
    assert said.startswith("Nothing to do")
    assert "1 unchanged" in said
