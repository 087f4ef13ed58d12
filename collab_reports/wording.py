"""The sentences a report says about a figure, and its headings. Templates hold no prose of their own."""

from collections.abc import Iterator

from collab_reports import numbers
from collab_reports.edition import Edition, Figure
from collab_reports.parts import Audience, Correction, Coverage, Direction
from collab_reports.phrases import language_of, later, phrase, phrase_many

HEADINGS = {
    "contents": later("In this report"),
    "glance": later("At a glance"),
    "key": later("What the signs mean"),
    "counted": later("How it is counted"),
    "goals": later("Shared goals"),
    "drawn": later("How this goal is drawn"),
    "twin": later("The same figures as a table"),
    "would_change": later("What would change this?"),
    "asked": later("What people asked"),
    "heard": later("What community partners hear"),
    "context": later("From other sources"),
    "context_note": later(
        "Figures that others publish. No member is in them, and none are added to what members report."
    ),
    "source": later("Source"),
    "voices": later("In members’ own words"),
    "members": later("Who takes part"),
    "methods": later("How this report was made"),
    "corrections": later("Corrections"),
    "disclosure": later("What we show, and to whom"),
    "contact": later("Questions and corrections"),
    "period": later("Period"),
    "released": later("As known on"),
    "audience": later("For"),
    "fingerprint": later("Fingerprint of the figures (SHA-256)"),
    "page": later("Page"),
    "of": later("of"),
    "table_notes": later("Notes to the table"),
    "skip": later("Skip to the report"),
    "reason": later("Why there is no number"),
}


def headings(locale: str) -> dict[str, str]:
    return {name: phrase(said, locale) for name, said in HEADINGS.items()}


OWN = ("Definition", "Counted", "Not counted", "Worked out as", "Source")  # facts of a figure that people wrote
ASKED_FOR = later(" Members are asked for: ")  # between what a figure counts and the question it is asked by

_FOR = {
    Audience.OWN_MEMBER: later("For %(member)s"),
    Audience.MEMBERS: later("For members"),
    Audience.BACKBONE: later("For the backbone team"),
    Audience.PARTNERS: later("For community partners"),
    Audience.PUBLIC: later("For everyone"),
}

BETTER = {Direction.HIGHER: later("Higher is better"), Direction.LOWER: later("Lower is better"), Direction.NEUTRAL: ""}


def anchor(kind: str, code: str) -> str:
    """An id for pages and addresses, different for different codes: what is not a plain letter is its code point."""
    safe = (sign if sign.isascii() and (sign.isalnum() or sign == "-") else f"_{ord(sign):x}" for sign in code)
    return f"{kind}-{''.join(safe)}"


def audience(edition: Edition, locale: str) -> str:
    return phrase(_FOR[edition.audience], locale, member=edition.for_member)


def context(figure: Figure, locale: str) -> Iterator[str]:
    """The short lines beside the number: who is in it, and what it was before."""
    if figure.coverage:
        yield covered(figure.coverage, locale)
    if figure.change:
        moved = numbers.change(figure.change.value, figure.unit, locale=locale, decimals=figure.decimals)
        yield since(f"{moved[0].upper()}{moved[1:]}", figure.change.since, locale)
    if BETTER[figure.direction]:
        yield phrase(BETTER[figure.direction], locale)


def covered(of: Coverage, locale: str) -> str:
    """As its sentence says it, which is in English."""
    if language_of(locale) == "en" or of.sentence != Coverage(reported=of.reported, asked=of.asked).sentence:
        return of.sentence
    return phrase("%(some)s of %(all)s members reported", locale, some=of.reported, all=of.asked)


def since(moved: str, label: str, locale: str) -> str:
    return phrase("%(change)s since %(period)s", locale, change=moved, period=numbers.period(label, locale=locale))


def notes(figure: Figure, locale: str) -> Iterator[str]:
    if figure.overlap:
        yield phrase(
            "Some may be counted more than once: two members can count the same one without knowing it.", locale
        )
    if figure.note:
        yield figure.note
    shown = {point.definition_version for point in figure.series}
    for definition in figure.definitions:
        if definition.break_note and (definition.version in shown and min(shown) < definition.version):
            yield phrase(
                "New definition (version %(version)s) since %(day)s: %(note)s",
                locale,
                version=definition.version,
                day=numbers.day(definition.valid_from, locale=locale),
                note=definition.break_note,
            )


def facts(figure: Figure, locale: str) -> Iterator[tuple[str, str]]:
    """How it is counted, as pairs of a term and its text."""
    definition = figure.definition
    yield phrase("Definition", locale), definition.text
    if definition.inclusions:
        yield phrase("Counted", locale), definition.inclusions
    if definition.exclusions:
        yield phrase("Not counted", locale), definition.exclusions
    if figure.formula:
        yield phrase("Worked out as", locale), figure.formula
    if figure.signed:
        yield phrase("Signed by", locale), _signed(figure, locale)
    if definition.source:
        yield phrase("Source", locale), definition.source
    yield phrase("Version", locale), version(figure, locale)


def version(figure: Figure, locale: str) -> str:
    of = figure.definition
    since = numbers.day(of.valid_from, locale=locale)
    return phrase(
        "%(code)s, version %(version)s, valid from %(day)s", locale, code=figure.code, version=of.version, day=since
    )


def correction(one: Correction, edition: Edition, locale: str) -> tuple[str, str]:
    """What was corrected, and the sentence about it."""
    names = {figure.code: figure.name for figure in edition.figures}
    what = f"{names.get(one.figure_code, one.figure_code)}, {numbers.period(one.period_label, locale=locale)}"
    on = numbers.day(one.corrected_on, locale=locale)
    return what, phrase("%(text)s (corrected on %(day)s)", locale, text=one.text, day=on)


def _signed(figure: Figure, locale: str) -> str:
    assert figure.signed is not None
    members = figure.signed.members
    who = phrase_many("The approver of %(num)s member", "The approvers of %(num)s members", members, locale)
    on = figure.signed.accepted_on
    return phrase("%(who)s; accepted on %(day)s", locale, who=who, day=numbers.day(on, locale=locale)) if on else who
