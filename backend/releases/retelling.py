"""The sentences that the product itself wrote into a report, said again in the reader's language. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from backend.disclosure import rules as disclosure_rules
from backend.disclosure.size_bands import NOT_GIVEN_NAME, SIZE, SIZE_NAME
from backend.disclosure.splits import NOT_SPLIT_NAME
from backend.goals.begun import FROM_MEMBERS
from backend.goals.translating import Spoken
from backend.kit.languages import later, translated
from backend.kit.saying_again import said_again
from backend.members.sizes import band_said
from backend.releases import standings
from backend.releases.goal_telling import Telling, share
from backend.reports import notes
from collab_reports.edition import Edition, sha256
from collab_reports.tongues import Tongue

_WAS_AND_IS = re.compile(r"was (?P<was>[^;]+), is (?P<now>[^;]+)")


# What every starting set calls the split by areas, what is called so here, and the parts of a split that are no answer.
PARTS = (later("Area"), later("Unknown"), later("Outside the area list"), NOT_SPLIT_NAME, SIZE_NAME, NOT_GIVEN_NAME)


def named(name: str, spoken: Spoken) -> str:
    """As people translated it, or as it is said here where they need not."""
    return translated(name) if name in PARTS and spoken.lacks(name) else spoken.of(name)


def knowing(tongue: Tongue, edition: Edition) -> Tongue:
    """What people translated stays theirs."""
    own = {sha256(text): said for text, said in retold(edition, tongue.locale).items() if said and said != text}
    return replace(tongue, known=frozenset((own | dict(tongue.known)).items()))


def retold(edition: Edition, locale: str) -> Mapping[str, str]:
    """Each sentence as the report has it, and as it is said now; empty where it was written otherwise once."""
    texts = [edition.introduction, edition.disclosure_note]
    texts += [text for one in edition.methods for text in (one.title, one.text)]
    found = {text: said_again(text, notes.SENTENCES) for text in texts if text}
    found |= {text: translated(text) for text in (*disclosure_rules.SENTENCES.values(), *PARTS)}
    notes_of_marks = {mark.note for goal in edition.goals for mark in goal.marks}
    found |= {note: said_again(note, [FROM_MEMBERS]) for note in notes_of_marks}
    found |= {name: band_said(name) for name in _bands(edition)}
    return found | dict(_goals(edition, locale)) | dict(_corrections(edition, locale))


def _bands(edition: Edition) -> set[str]:
    return {
        row.name for figure in edition.figures for split in figure.splits if split.code == SIZE for row in split.rows
    }


def _goals(edition: Edition, locale: str) -> Iterator[tuple[str, str]]:
    """What a person said of a standing stays as they wrote it, and is told in our words around it."""
    for goal in edition.goals:
        yield goal.sentence, standings.sentence(Telling(goal, locale))


def _corrections(edition: Edition, locale: str) -> Iterator[tuple[str, str]]:
    """What a member says of its correction is its own."""
    units = {figure.code: figure.unit for figure in edition.figures}
    for one in edition.corrections:
        if found := _WAS_AND_IS.fullmatch(one.text):
            unit = units.get(one.figure_code, "")
            was, now = (_amount(found[part], unit, locale) for part in ("was", "now"))
            yield one.text, translated("was %(was)s, is %(now)s", was=was, now=now)


def _amount(text: str, unit: str, locale: str) -> str:
    """A number with its unit and who is in it, as `reports.corrections` has it."""
    number, _, covered = text.removesuffix(")").partition(" (")
    number = standings.with_unit(number, unit, locale)
    return f"{number} ({share(covered)})" if covered else number
