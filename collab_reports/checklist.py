"""Questions of yes or no, as one table: what was asked, how many say yes, and who stands for it.

A page of charts says little about sixteen of them, and a reader wants them side by side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from collab_reports import numbers, wording
from collab_reports.edition import Figure
from collab_reports.phrases import phrase, phrase_many
from collab_reports.tables import Cell, Row, Table, amount_cell, change_cell, share, without_empty

FEWEST = 3  # fewer are figures like any other
_UNIT = "members"  # of a count of those that meet something


def checked(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Those of a section that make up its checklist; none where they are few."""
    found = tuple(one for one in figures if one.unit == _UNIT and not one.splits and not one.parts)
    return found if len(found) >= FEWEST else ()


def checklist(figures: Sequence[Figure], title: str, locale: str) -> Table:
    asked = _same_beginning([one.sentence for one in figures])
    remarks = [tuple(_remarks(one, locale)) for one in figures]
    for_all = [remark for remark in remarks[0] if all(remark in others for others in remarks)]
    notes = tuple(dict.fromkeys(remark for several in remarks for remark in several if remark not in for_all))
    rows = []
    for one, several in zip(figures, remarks, strict=True):
        marks = ", ".join(str(notes.index(remark) + 1) for remark in several if remark in notes)
        rows.append(
            Row(
                one.name,
                (
                    _who(one, locale),
                    Cell("text", _state(one, locale)),
                    change_cell(one, locale),
                    _evidence(one, locale),
                    Cell("text", marks),
                ),
                anchor=wording.anchor("figure", one.code),
                detail=one.sentence.removeprefix(asked).strip("“”"),
            )
        )
    columns = (
        (phrase("Commitment", locale), "text"),
        (phrase("Who", locale), "number"),
        (phrase("State", locale), "text"),
        (phrase("Change", locale), "text"),
        (phrase("Evidence", locale), "text"),
        (phrase("Notes", locale), "text"),
    )
    caption = f"{title}. {asked}…" if asked else title
    return without_empty(Table(caption, columns, tuple(rows), note=" ".join(for_all), notes=notes))


def _same_beginning(sentences: Sequence[str]) -> str:
    """What all say before a colon, to be said once."""
    beginnings = {"".join(sentence.partition(": ")[:2]) for sentence in sentences}
    return beginnings.pop() if len(beginnings) == 1 else ""


def _who(figure: Figure, locale: str) -> Cell:
    cell = amount_cell(figure, figure.unit, figure.decimals, locale)
    if figure.value is None or figure.coverage is None:
        return cell
    met = numbers.bare(figure.value, figure.unit, locale=locale)
    every = numbers.written(Decimal(figure.coverage.reported), _UNIT, locale=locale)
    return replace(cell, text=share(met, every, locale))


def _state(figure: Figure, locale: str) -> str:
    if figure.value is None or figure.coverage is None:
        return ""
    if not figure.value:
        return phrase("none says yes", locale)
    every = figure.value == figure.coverage.reported
    return phrase("all say yes", locale) if every else phrase("some say yes", locale)


def _evidence(figure: Figure, locale: str) -> Cell:
    if figure.signed is None:
        return Cell("text", "")
    members = figure.signed.members
    return Cell("text", phrase_many("signed by %(num)s approver", "signed by %(num)s approvers", members, locale))


def _remarks(figure: Figure, locale: str) -> Iterator[str]:
    """Why there is no number, what else is to be known, and how it is counted; the question itself stands in its row."""
    if figure.hidden_reason:
        yield figure.hidden_reason
    yield from wording.notes(figure, locale)
    for what, text in wording.facts(figure, locale):
        if what != phrase("Definition", locale):
            yield f"{what}: {text.removeprefix(f'{figure.code}, ')}."
