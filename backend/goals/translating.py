"""What a collaborative wrote, in a second language: each text beside its translation, which a person wrote."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import shorten
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import queries, taking_part
from backend.goals.translation_tables import Translation
from backend.indicators.tables import Indicator, IndicatorDefinition
from backend.kit.db import find, now
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import later, speech, translated
from backend.members.tables import Collaborative
from backend.submissions import persons
from backend.submissions.schemas import plain
from collab_reports.tongues import Tongue

MOST = 2000


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the collaborative wrote, in the reader's language. known: by the key of the original. original: its language.

    foreign: the reader reads another language than it was written in.
    """

    original: str
    foreign: bool
    known: Mapping[str, str] = field(default_factory=dict)

    def of(self, text: str) -> str:
        """Translated, or as it was written."""
        return self.known.get(key(text), text) if self.foreign else text

    @property
    def tongue(self) -> Tongue | None:
        """What reports put in place of their own words; nothing for those who read them as they were written."""
        if not self.foreign:
            return None
        return Tongue(speech().locale, self.original, frozenset(self.known.items()), translated("not yet translated"))

    def lacks(self, text: str) -> bool:
        return self.foreign and bool(text) and key(text) not in self.known


def key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def spoken(session: AsyncSession, here: Collaborative) -> Spoken:
    """Reads nothing where the reader's language is the one it was written in."""
    original = here.locale.partition("_")[0]
    if speech().language == original:
        return Spoken(original, foreign=False)
    return Spoken(original, foreign=True, known=await _known(session, speech().language))


async def _known(session: AsyncSession, language: str) -> Mapping[str, str]:
    rows = await session.execute(
        sa.select(Translation.what, Translation.words).where(Translation.language == language, Translation.words != "")
    )
    return {row.what: row.words for row in rows}


@dataclass(frozen=True, slots=True)
class Text:
    """label: what it is; words: its translation, empty where there is none."""

    label: str
    original: str
    words: str

    @property
    def key(self) -> str:
        return key(self.original)

    @property
    def where(self) -> str:
        """What it is, and how it begins: of one kind there may be several."""
        return f"{translated(self.label)}: {shorten(self.original, 60, placeholder=' …')}"

    @property
    def field(self) -> str:
        return f"t.{self.key[:16]}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is translated together. path: its page below the collaborative's; crumbs: the pages above it, path and name.
    said: what each text is, and the text."""

    name: str
    path: str
    crumbs: Sequence[tuple[str, str]]
    said: Sequence[tuple[str, str]]


async def of_goal(session: AsyncSession, goal_id: UUID) -> Subject:
    """All a goal says in words, as it stands now. Raises NotFound."""
    drawn = (await queries.goal(session, goal_id)).newest.drawing
    narrative = next(iter(await taking_part.narratives(session, goal_id)), None)
    found = [
        (later("Name"), drawn.name),
        (later("The aim"), drawn.aim),
        (later("What would change this?"), drawn.would_change),
    ]
    found += [(label, getattr(narrative, name)) for name, label in taking_part.PARTS.items() if narrative]
    found += [(later("Take part"), link.title) for link in await taking_part.links(session, goal_id)]
    path = f"goals/{goal_id}"
    above = [("goals", translated("Shared goals")), (path, drawn.name)]
    above.append((f"{path}/beside", translated("What would change this, and where to take part")))
    return Subject(drawn.name, path, above, found)


async def of_indicator(session: AsyncSession, id: UUID) -> Subject:
    """What a figure is called, its sentence for residents, and its newest definition. Raises NotFound."""
    of = await find(session, Indicator, id)
    versions = sa.select(IndicatorDefinition.text).where(IndicatorDefinition.indicator_id == id)
    newest = await session.scalar(versions.order_by(IndicatorDefinition.version.desc()).limit(1))
    path = f"definitions/indicators/{id}"
    above = [("definitions", translated("What is counted")), (path, of.name)]
    said = [(later("Name"), of.name), (later("What it says, in a sentence"), of.plain)]
    return Subject(of.name, path, above, [*said, (later("What is counted"), newest or "")])


async def side_by_side(session: AsyncSession, of: Subject, language: str) -> Sequence[Text]:
    """Each of its texts once."""
    known = await _known(session, language)
    once = {original: label for label, original in reversed(of.said) if original}
    return [Text(once[text], text, known.get(key(text), "")) for text in dict.fromkeys(t for _, t in of.said if t)]


async def translate(
    session: AsyncSession, of: Sequence[Text], sent: Mapping[str, str], *, language: str, by: UUID
) -> int:
    """How many are different now. sent: by the text's field; an empty one is no translation any more.

    Raises Invalid with every one that is too long, or that says something about one person.
    """
    wanted = [(text, plain(sent.get(text.field, ""))) for text in of]
    changed = [(text, words) for text, words in wanted if words != text.words]
    problems = [one for text, words in changed for one in _faults(text.where, words)]
    if problems:
        raise Invalid(problems)
    keys = [text.key for text, _ in changed]
    query = sa.select(Translation).where(Translation.what.in_(keys), Translation.language == language)
    kept = {one.what: one for one in await session.scalars(query)}
    for text, words in changed:
        if one := kept.get(text.key):
            one.words, one.written_by, one.written_at = words, by, now()
        else:
            facts = {"what": text.key, "language": language, "words": words}
            session.add(Translation(**facts, written_by=by, written_at=now()))
    return len(changed)


def _faults(where: str, words: str) -> list[Problem]:
    found = persons.problems(where, words)
    if len(words) > MOST:
        found.append(Problem(where, translated("Shorten this to %(most)s characters.", most=MOST)))
    return found
