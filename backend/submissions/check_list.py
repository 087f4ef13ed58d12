"""Every check in plain words: what it finds, and how grave that is. `docs/checks.md` is drawn here. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.kit.errors import Severity

BLOCK, EXPLAIN = Severity.BLOCK, Severity.EXPLAIN


@dataclass(frozen=True, slots=True)
class Check:
    """finds: what is wrong, to be read after “when”. example: of it."""

    code: str
    severity: Severity
    finds: str
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    """when: at what moment these checks are made."""

    name: str
    when: str
    checks: Sequence[Check]


GROUPS: Sequence[Group] = (
    Group(
        "What cannot be read",
        "Before anything is saved, whichever way it comes in. The good answers can be saved without the bad ones.",
        (
            Check("number.not_a_number", BLOCK, "something else stands where a number should", "1,2o0"),
            Check("number.not_finite", BLOCK, "the number is infinite or “not a number”", "NaN in a program's answer"),
            Check("number.too_large", BLOCK, "it has more than 18 digits before the point", "1 and 18 zeros"),
            Check("number.too_fine", BLOCK, "it has more than 10 decimal places", "0.12345678901"),
            Check("number.not_yes_no", BLOCK, "a question of yes or no has another answer", "maybe"),
            Check("answer.number_and_status", BLOCK, "there is an answer, and also why there is none", "12, not available"),
            Check("answer.double", BLOCK, "a question is answered twice in one file", "in C3 and in C17"),
            Check("answer.kept_back", BLOCK, "an answer that is kept back from whoever writes gets a note, and no answer",
                  "a note “as last time”"),
            Check("element.not_asked", BLOCK, "the collection does not ask this", "beds"),
            Check("text.too_long", BLOCK, "a text is longer than 5,000 characters, or a note than 2,000", "a whole report"),
            Check("to_date.missing", BLOCK, "a number counts since the year began, and an earlier period has none",
                  "220 since July, and nothing for July to September"),
            Check("to_date.off_year", BLOCK, "a number counts since the year began, which is not the start of a period",
                  "quarters, in a year from February"),
        ),
    ),
    Group(
        "What is about a person",
        "Before anything is saved. Of a text it is named by its first characters, and never kept.",
        (
            Check("person.ssn", BLOCK, "a text holds a social security number", "a note “SSN …”"),
            Check("person.nhs", BLOCK, "a text holds an NHS number, by its check digit", "a note “NHS number …”"),
            Check("person.birth", BLOCK, "a text holds a day of birth", "“born 3 May …”"),
            Check("person.record", BLOCK, "a text holds the number of a person's record", "“MRN …”, “employee id …”"),
            Check("person.email", BLOCK, "a text holds an e-mail address", "“ask …@example.org”"),
            Check("person.phone", BLOCK, "a text holds a phone number", "“call 312-555-…”"),
            Check("person.header", BLOCK, "a file has a column that only persons have", "“Surname”, “Date of birth”"),
            Check("person.row", BLOCK, "a file has one row for each person", "Employee id, job title, gender"),
            Check("person.zip", BLOCK, "a file has many rows of one ZIP code that each count one", "five rows 60624, 1"),
        ),
    ),
    Group(
        "What does not hold together",
        "Whenever the answers are shown; nothing is submitted before all of it is put right.",
        (
            Check("answer.missing", BLOCK, "a required question has no answer, and no reason why", "New hires, empty"),
            Check("number.missing", BLOCK, "an answer is called estimated, and has no number", "estimated, empty"),
            Check("text.missing", BLOCK, "an answer in words is called reported, and is empty", "reported, empty"),
            Check("text.is_number", BLOCK, "a question in words is answered with a number", "12"),
            Check("status.with_answer", BLOCK, "an answer stands beside the reason why there is none", "12, withheld"),
            Check("category.not_asked", BLOCK, "a part is answered that is not asked", "hires by shoe size"),
            Check("number.not_whole", BLOCK, "what is counted is not whole", "12.5 people"),
            Check("number.too_low", BLOCK, "a number is below the least it can be", "-3 hires"),
            Check("number.too_high", BLOCK, "a number is above the most it can be", "120 of a share in per cent"),
            Check("part.exceeds_whole", BLOCK, "a part is more than its whole", "42 local hires of 40"),
            Check("breakdown.exceeds_total", BLOCK, "the parts of a split add up to more than the total", "9 and 9 of 10"),
            Check("breakdown.part_exceeds_total", BLOCK, "one part is more than the total, where a thing may be in several",
                  "11 of 10"),
            Check("to_date.moved", BLOCK, "an earlier period was changed after a number to date was taken apart",
                  "220 since July, then July to September changed"),
        ),
    ),
    Group(
        "What has to be explained",
        "With the ones before. A sentence in the note settles it.",
        (
            Check("breakdown.below_total", EXPLAIN, "the parts of a split, all given, add up to less than the total",
                  "4, 3 and 0 unknown of 10"),
            Check("number.jump", EXPLAIN, "a number is eight times what was usual in four periods, or an eighth: a slip of"
                  " one digit, or another unit. Ten, a hundred and a thousand times are always found", "64,000 after 64"),
            Check("number.negative_period", EXPLAIN, "a number since the year began is lower than the one before it",
                  "100 since July, then 90"),
        ),
    ),
)  # fmt: skip


def codes() -> frozenset[str]:
    return frozenset(check.code for group in GROUPS for check in group.checks)


def as_markdown() -> str:
    """The list as a page of the documentation."""
    lines = [
        "# Checks",
        "",
        "Drawn from `backend/submissions/check_list.py`; tests keep it true to the checks themselves. After a change there:",
        "`python -m backend.submissions.check_list > docs/checks.md`. Every way in meets the same checks; each problem says",
        "where it is (a cell's address, or the question), what is wrong and what would be right, and has a code that stays.",
    ]
    for group in GROUPS:
        lines += ["", f"## {group.name}", "", group.when, "", "| code | when | for example |", "|---|---|---|"]
        lines += [f"| `{one.code}` | {one.finds} | {one.example} |" for one in group.checks]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(as_markdown(), end="")  # noqa: T201
