"""A plan is the difference; applied, it leaves nothing to do; and nothing under old figures moves."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tenants
from backend.provisioning.rules import DEFINITIONS, FIXED, MAY_END, STARTED, Change, Plan, path, plan
from backend.provisioning.schemas import read
from backend.provisioning.state import Key, Kind, Row, State, described

DEMO = described(read(tenants.load("demo")))
NHS = described(read(tenants.load("nhs")))
WEST_SIDE = described(read(tenants.load("wsu")))
AGREEMENT = {"title": "Ours", "document": "What we do.", "months": None}
SAID = {  # what no starting set of the field says
    **DEMO,
    Kind.LOGO: {("ab12",): Row({"media_type": "image/png", "content": b"png"})},
    Kind.EVIDENCE: {(): Row({"taken": True, "quota_megabytes": 100})},
    Kind.MODEL_AGREEMENT: {(): Row(AGREEMENT)},
}
NEXT = {"valid_from": date(2026, 1, 1), "valid_to": None, "text": "t", "break_note": "b", "formula": "employees"}


def applied(current: State, todo: Plan) -> State:
    """What a database would hold afterwards."""
    after: dict[Kind, dict[Key, Row]] = {kind: dict(current.get(kind, {})) for kind in Kind}
    for added in todo.added:
        after[added.kind][added.key] = Row(added.fields)
    for changed in todo.changed:
        was = after[changed.kind][changed.key]
        new = {change.field: change.becomes for change in changed.changes}
        after[changed.kind][changed.key] = Row({**was.fields, **new}, retired=was.retired and not changed.restored)
    for retired in todo.retired:
        after[retired.kind][retired.key] = replace(after[retired.kind][retired.key], retired=True)
    return after


def but(state: State, kind: Kind, key: Key, row: Row | None) -> State:
    rows = {other: known for other, known in state[kind].items() if other != key}
    return {**state, kind: rows if row is None else rows | {key: row}}


def with_field(state: State, kind: Kind, key: Key, /, **fields: object) -> State:
    row = state[kind][key]
    assert fields.keys() <= row.fields.keys()
    return but(state, kind, key, replace(row, fields={**row.fields, **fields}))


def test_from_nothing_everything_is_added_and_then_nothing_is_left_to_do() -> None:
    first = plan({}, DEMO)
    assert len(first.added) == sum(len(rows) for rows in DEMO.values())
    assert (first.changed, first.retired, first.refused) == ((), (), ())
    again = plan(applied({}, first), DEMO)
    assert again.is_empty
    assert len(again.unchanged) == len(first.added)


def test_what_is_pointed_at_is_written_first() -> None:
    order = [item.kind for item in plan({}, DEMO).added]
    assert order == sorted(order, key=list(Kind).index)
    kinds = list(Kind)
    for below, above in [
        (Kind.ELEMENT, Kind.ELEMENT_DEFINITION),
        (Kind.BREAKDOWN, Kind.ELEMENT_BREAKDOWN),
        (Kind.AREA, Kind.AREA_LIST_VERSION),
        (Kind.SECTION, Kind.FRAMEWORK_ELEMENT),
        (Kind.INDICATOR, Kind.FRAMEWORK_INDICATOR),
        (Kind.ORGANIZATION, Kind.MEMBER),
    ]:
        assert kinds.index(below) < kinds.index(above)


def test_a_change_names_the_field_and_what_it_was() -> None:
    todo = plan(with_field(DEMO, Kind.INDICATOR, ("WF-03",), name="Local part"), DEMO)
    [changed] = todo.changed
    assert (changed.kind, changed.key) == (Kind.INDICATOR, ("WF-03",))
    assert changed.changes == (Change("name", "Local part", "Local share of workforce"),)
    assert not todo.refused


def test_what_is_no_longer_wanted_is_retired_and_comes_back_when_wanted_again() -> None:
    without = but(DEMO, Kind.INDICATOR, ("WF-18",), None)
    todo = plan(DEMO, without)
    assert [path(item) for item in todo.retired] == ["indicators.WF-18"]
    assert not todo.refused
    later = applied(DEMO, todo)
    assert later[Kind.INDICATOR][("WF-18",)] == replace(DEMO[Kind.INDICATOR][("WF-18",)], retired=True)
    assert plan(later, without).is_empty
    [back] = plan(later, DEMO).changed
    assert back.restored
    assert plan(applied(later, plan(later, DEMO)), DEMO).is_empty


@pytest.mark.parametrize("kind", sorted(STARTED))
def test_what_was_given_as_a_start_is_left_to_the_collaborative(kind: Kind) -> None:
    start = next(start for start in (DEMO, WEST_SIDE, SAID) if start[kind])
    key, row = next(iter(start[kind].items()))
    renamed = but(start, kind, key, Row({**row.fields, "name": "Ours now"}))
    assert plan(renamed, start).is_empty
    assert plan(start, but(start, kind, key, None)).is_empty
    assert [item.key for item in plan(but(start, kind, key, None), start).added] == [key]


DEFINED = [(Kind.ELEMENT_DEFINITION, ("employees", "1")), (Kind.INDICATOR_DEFINITION, ("WF-03", "1"))]


@pytest.mark.parametrize(("kind", "key"), DEFINED)
def test_a_definition_in_use_is_ended_and_never_rewritten(kind: Kind, key: Key) -> None:
    rewritten = plan(with_field(DEMO, kind, key, text="Otherwise."), DEMO)
    assert [problem.where for problem in rewritten.refused] == [f"{path(rewritten.changed[0])}.text"]
    assert "write a next version" in rewritten.refused[0].message
    ended = with_field(DEMO, kind, key, valid_to=date(2025, 12, 31))
    following = but(ended, kind, (key[0], "2"), Row(NEXT))
    todo = plan(DEMO, following)
    assert not todo.refused
    assert ([item.key for item in todo.changed], [item.key for item in todo.added]) == ([key], [(key[0], "2")])


def test_a_definition_in_use_may_not_be_forgotten_unless_its_element_goes() -> None:
    key = ("employees", "1")
    forgotten = plan(DEMO, but(DEMO, Kind.ELEMENT_DEFINITION, key, None))
    assert [problem.where for problem in forgotten.refused] == ["elements.employees.definitions.1"]
    gone = plan(DEMO, but(but(DEMO, Kind.ELEMENT_DEFINITION, key, None), Kind.ELEMENT, key[:1], None))
    assert not gone.refused
    assert (Kind.ELEMENT_DEFINITION, key) in [(item.kind, item.key) for item in gone.unchanged]


def test_a_version_cannot_slip_in_before_one_in_use() -> None:
    current = but(DEMO, Kind.INDICATOR_DEFINITION, ("WF-03", "3"), Row(NEXT))
    wanted = but(current, Kind.INDICATOR_DEFINITION, ("WF-03", "2"), Row(NEXT))
    assert [problem.where for problem in plan(current, wanted).refused] == ["indicators.WF-03.definitions.2"]


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in FIXED.items() for name in sorted(names)])
def test_what_figures_rest_on_is_not_changed_under_them(kind: Kind, name: str) -> None:
    key = next(iter(DEMO[kind]))
    todo = plan(with_field(DEMO, kind, key, **{name: "otherwise"}), DEMO)
    assert len(todo.refused) == 1
    assert todo.refused[0].where.endswith(f".{name}")
    assert not todo.is_empty


def test_settings_follow_the_blueprint() -> None:
    todo = plan(with_field(DEMO, Kind.SETTINGS, (), public_page=False), DEMO)
    assert [(path(item), item.changes) for item in todo.changed] == [
        ("collaborative", (Change("public_page", False, True),))
    ]


def changed_rows(state: State) -> st.SearchStrategy[State]:
    """The same state with some rows missing, some retired and some free fields otherwise."""
    rows = [(kind, key) for kind in Kind for key in state[kind]]

    def drawn(picked: Mapping[int, str]) -> State:
        found = state
        for index, what in picked.items():
            kind, key = rows[index % len(rows)]
            found = CHANGES[what](found, kind, key)
        return found

    return st.dictionaries(st.integers(0, len(rows) - 1), st.sampled_from(sorted(CHANGES)), max_size=12).map(drawn)


def _otherwise(state: State, kind: Kind, key: Key) -> State:
    row = state[kind].get(key)
    if row is None:
        return state
    free = set(row.fields) - FIXED.get(kind, frozenset()) if kind not in DEFINITIONS else set(row.fields) & MAY_END
    return but(state, kind, key, replace(row, fields={**row.fields, **dict.fromkeys(free, "otherwise")}))


CHANGES: Mapping[str, Callable[[State, Kind, Key], State]] = {
    "missing": lambda state, kind, key: but(state, kind, key, None),
    "retired": lambda state, kind, key: (
        but(state, kind, key, replace(state[kind][key], retired=True)) if key in state[kind] else state
    ),
    "otherwise": _otherwise,
}


@given(changed_rows(DEMO), st.sampled_from([DEMO, NHS]))
def test_applied_twice_changes_nothing_from_wherever_one_comes(current: State, wanted: State) -> None:
    todo = plan(current, wanted)
    after = applied(current, todo)
    again = plan(after, wanted)
    assert (again.added, again.changed, again.retired) == ((), (), ())
    assert all(key in after[kind] for kind in Kind for key in current[kind])


def test_from_one_starting_set_to_another_retires_and_adds() -> None:
    todo = plan(DEMO, NHS)
    assert "frameworks.quarterly" in [path(item) for item in todo.retired]
    assert "frameworks.eric" in [path(item) for item in todo.added]
    assert not [item for item in todo.retired if item.kind in STARTED]
