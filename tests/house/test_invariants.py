"""docs/invariants.md is true: all thirty are on it, each with tests that pytest runs, or with the reason why not yet."""

import pytest

from tests.house import invariants

TEXT = invariants.PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def known(request: pytest.FixtureRequest) -> set[str]:
    """Of a run of everything pytest has said already what it runs."""
    named = {test for one in invariants.invariants(TEXT) for test in one.tests}
    running = {item.nodeid.partition("[")[0] for item in request.session.items}
    files = {file.partition("::")[0] for file in running}
    return running if all(test.partition("::")[0] in files for test in named) else invariants.collected(named)


def test_each_of_the_thirty_is_held_by_tests_or_has_its_reason(known: set[str]) -> None:
    told = invariants.faults(TEXT, known)
    assert not told, "\n".join(told)


def test_most_are_held() -> None:
    held = [one.number for one in invariants.invariants(TEXT) if one.tests]
    assert len(held) >= invariants.MANY - 2
    assert sum(len(one.tests) for one in invariants.invariants(TEXT)) > 80


def test_a_page_that_were_untrue_would_be_noticed(known: set[str]) -> None:
    assert "7: tests/house/test_luck.py::test_luck is not there" in invariants.faults(
        TEXT.replace("\n## 8.", "\n- `tests/house/test_luck.py`: `test_luck`\n\n## 8."), known
    )
    assert any(
        fault.startswith("not 1 to 30") for fault in invariants.faults(TEXT.replace("\n## 8.", "\n## 31."), known)
    )
    bare = "## 1. A thing that holds\n\nIt is said here at some length what it is that always holds.\n\n"
    assert invariants.faults(bare, known)[1:] == ["1: no test, and no reason why not yet"]
    assert invariants.faults(f"{bare}Not yet: later.", known)[1:] == ["1: “later.” is no reason"]
    assert invariants.faults(f"{bare}`test_luck` holds it.", known)[1:] == [
        "1: no test, and no reason why not yet",
        "1 tests are named, some of them out of form: - `tests/….py`: `test_…`, `test_…`",
    ]
    [one] = invariants.invariants(f"{bare}- `tests/a/test_b.py`: `test_c`,\n  `test_d`\n\nNot yet: what\nis to come.\n")
    assert one.tests == ("tests/a/test_b.py::test_c", "tests/a/test_b.py::test_d")
    assert one.not_yet == "what is to come."


def test_a_name_that_pytest_does_not_run_is_not_taken_for_a_test() -> None:
    here = "tests/house/test_invariants.py"
    found = invariants.collected([f"{here}::test_most_are_held", "tests/house/test_luck.py::test_luck"])
    assert f"{here}::test_most_are_held" in found
    assert not [name for name in found if not name.startswith(here) or name.endswith("::known")]
