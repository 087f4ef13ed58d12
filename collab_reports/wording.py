"""The sentences a report says about a figure, and its headings. Templates hold no prose of their own."""

from collections.abc import Iterator

from collab_reports import numbers
from collab_reports.edition import Edition, Figure
from collab_reports.parts import Audience, Correction, Direction

HEADINGS = {
    "contents": "In this report",
    "glance": "At a glance",
    "key": "What the signs mean",
    "counted": "How it is counted",
    "goals": "Shared goals",
    "drawn": "How this goal is drawn",
    "twin": "The same figures as a table",
    "would_change": "What would change this?",
    "asked": "What people asked",
    "heard": "What community partners hear",
    "context": "From other sources",
    "context_note": "Figures that others publish. No member is in them, and none are added to what members report.",
    "source": "Source",
    "voices": "In members’ own words",
    "members": "Who takes part",
    "methods": "How this report was made",
    "corrections": "Corrections",
    "disclosure": "What we show, and to whom",
    "contact": "Questions and corrections",
    "period": "Period",
    "released": "As known on",
    "audience": "For",
    "fingerprint": "Fingerprint of the figures (SHA-256)",
    "page": "Page",
    "of": "of",
    "skip": "Skip to the report",
    "reason": "Why there is no number",
}

ASKED_FOR = " Members are asked for: "  # between what a figure counts and the question it is asked by

_FOR = {
    Audience.OWN_MEMBER: "For {member}",
    Audience.MEMBERS: "For members",
    Audience.BACKBONE: "For the backbone team",
    Audience.PARTNERS: "For community partners",
    Audience.PUBLIC: "For everyone",
}

_BETTER = {Direction.HIGHER: "Higher is better.", Direction.LOWER: "Lower is better.", Direction.NEUTRAL: ""}


def anchor(kind: str, code: str) -> str:
    """An id for pages and addresses, different for different codes: what is not a plain letter is its code point."""
    safe = (sign if sign.isascii() and (sign.isalnum() or sign == "-") else f"_{ord(sign):x}" for sign in code)
    return f"{kind}-{''.join(safe)}"


def audience(edition: Edition) -> str:
    return _FOR[edition.audience].format(member=edition.for_member)


def context(figure: Figure, locale: str) -> Iterator[str]:
    """The short lines beside the number: who is in it, and what it was before."""
    if figure.coverage:
        yield figure.coverage.sentence
    if figure.change:
        moved = numbers.change(figure.change.value, figure.unit, locale=locale, decimals=figure.decimals)
        yield f"{moved[0].upper()}{moved[1:]} since {figure.change.since}"
    if _BETTER[figure.direction]:
        yield _BETTER[figure.direction].rstrip(".")


def notes(figure: Figure, locale: str) -> Iterator[str]:
    if figure.overlap:
        yield "Some may be counted more than once: two members can count the same one without knowing it."
    if figure.note:
        yield figure.note
    shown = {point.definition_version for point in figure.series}
    for definition in figure.definitions:
        if definition.break_note and (definition.version in shown and min(shown) < definition.version):
            since = numbers.day(definition.valid_from, locale=locale)
            yield f"New definition (version {definition.version}) since {since}: {definition.break_note}"


def facts(figure: Figure, locale: str) -> Iterator[tuple[str, str]]:
    """How it is counted, as pairs of a term and its text."""
    definition = figure.definition
    valid_from = numbers.day(definition.valid_from, locale=locale)
    yield "Definition", definition.text
    if definition.inclusions:
        yield "Counted", definition.inclusions
    if definition.exclusions:
        yield "Not counted", definition.exclusions
    if figure.formula:
        yield "Worked out as", figure.formula
    if figure.signed:
        yield "Signed by", _signed(figure, locale)
    if definition.source:
        yield "Source", definition.source
    yield "Version", f"{figure.code}, version {definition.version}, valid from {valid_from}"


def correction(one: Correction, edition: Edition, locale: str) -> tuple[str, str]:
    """What was corrected, and the sentence about it."""
    names = {figure.code: figure.name for figure in edition.figures}
    what = f"{names.get(one.figure_code, one.figure_code)}, {one.period_label}"
    return what, f"{one.text} (corrected on {numbers.day(one.corrected_on, locale=locale)})"


def _signed(figure: Figure, locale: str) -> str:
    assert figure.signed is not None
    members = figure.signed.members
    who = "The approver of 1 member" if members == 1 else f"The approvers of {members} members"
    on = figure.signed.accepted_on
    return f"{who}; accepted on {numbers.day(on, locale=locale)}" if on else who
