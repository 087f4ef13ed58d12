"""What a workbook that came back is held against: whose it must be, what is asked, what stands."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.sight import NOTHING, OutOfSight
from backend.files.workbook import zip as workbook_zip
from backend.files.workbook.layout import LAYOUT, Marks, as_sent, written
from backend.files.workbook.rows import beside, marks_in
from backend.files.workbook.zip import ZipKnown
from backend.kit.amounts import to_json_number
from backend.kit.db import scope_in
from backend.kit.errors import Refused
from backend.kit.languages import translated
from backend.kit.sheets.book import Book
from backend.members.tables import Member
from backend.rounds.tables import Round
from backend.submissions import drafts
from backend.submissions.checks import Asked, Kind, Place
from backend.submissions.drafts import Standing
from backend.submissions.schemas import Answer
from backend.submissions.standings import standings
from backend.submissions.tables import Submission


@dataclass(frozen=True, slots=True)
class Facts:
    """What must be known of the submission to read its workbook. standing: `as_sent` of what stands on the site.

    members, rounds: by name, those the sender may know of. hidden: what stands and was left blank for the sender.
    """

    mine: Marks
    member: str
    round: str
    asked: Mapping[str, Asked]
    standing: Mapping[Place, str]
    members: Mapping[UUID, str]
    rounds: Mapping[UUID, str]
    zip: ZipKnown | None = None
    hidden: OutOfSight = NOTHING


async def facts(session: AsyncSession, submission: Submission | None, book: Book) -> Facts:
    assert submission is not None  # it is never `many`
    stands = (await standings(session, [submission], with_year=submission.year_to_date))[submission.id]
    asked, others, scope = stands.asking.asked, marks_in(book), scope_in(session)
    members = sa.select(Member.id, Member.name).where(Member.id.in_([one.member for one in others]))
    if scope.members != "all":
        members = members.where(Member.id.in_(list(scope.members)))
    rounds = sa.select(Round.id, Round.name).where(
        Round.id.in_([one.round for one in others]), Round.opened_at.is_not(None)
    )
    return Facts(
        marks_of(submission),
        submission.member.name,
        submission.round.name,
        asked,
        {
            place: as_sent(typed_of(answer, asked[place[0]], place, stands), answer.status, answer.note)
            for place, answer in stands.answers.items()
        },
        {row.id: row.name for row in (await session.execute(members)).all()},
        {row.id: row.name for row in (await session.execute(rounds)).all()},
        await workbook_zip.known(session, submission, book),
        stands.hidden,
    )


def typed_of(answer: Answer | None, asked: Asked, place: Place, standing: Standing) -> str:
    """What stands, as a draft carries it: since the year began where the form is shown so."""
    if answer is None:
        return ""
    if asked.kind in (Kind.TEXT, Kind.YES_NO):
        return written(answer.number, answer.words, asked.kind)
    shown = drafts.shown(answer, asked, place, standing.year, year_to_date=standing.year_to_date)
    return to_json_number(Decimal(shown)) if shown else ""


def marks_of(of: Submission) -> Marks:
    return Marks(LAYOUT, of.collaborative_id, of.member_id, of.round_id, of.id, of.version)


# ---- Whose it is -----------------------------------------------------------------------------------------------------


def whose(found: Set[Marks], known: Facts) -> Iterator[str]:
    """Notes where it is for this submission after all. Raises Refused where it is for another."""
    mine = known.mine
    if any(one.layout > LAYOUT for one in found):
        raise Refused(
            translated(
                "This workbook is of a newer kind than this site reads. Get a fresh one from here and copy into it."
            )
        )
    if any(one.collaborative != mine.collaborative for one in found):
        raise Refused(translated("This workbook is for another collaborative, so nothing of it was taken."))
    if other := next((one for one in found if one.member != mine.member), None):
        name = known.members.get(other.member, translated("another member"))
        raise Refused(
            translated(
                "This workbook is for %(name)s, and this is the submission of %(member)s. Nothing was taken.",
                name=name,
                member=known.member,
            )
        )
    if other := next((one for one in found if one.round != mine.round), None):
        name = known.rounds.get(other.round, translated("another collection"))
        raise Refused(
            translated(
                "This workbook is for %(name)s, and this is %(round)s. Nothing was taken.", name=name, round=known.round
            )
        )
    if any(one.submission != mine.submission for one in found):
        yield translated(
            "This workbook was made before the present correction began; what was not touched in it stays"
            " as it is here."
        )
    if not found:
        yield (
            translated(
                "The marks that say whom this workbook is for were lost on the way. It was read as %(member)s’s"
                " for %(round)s, because it was sent there.",
                member=known.member,
                round=known.round,
            )
        )


def check_first_tab(book: Book, known: Facts) -> None:
    """Only where the marks are gone: who the first tab says it is for. Raises Refused when that is somebody else."""
    for label, mine in (("Member", known.member), ("Collection", known.round)):
        said = beside(book, label)
        if said and " ".join(said[1].text.split()).casefold() != " ".join(mine.split()).casefold():
            raise Refused(
                translated(
                    "%(said)s says that this workbook is for somebody else or another collection than %(member)s’s"
                    " %(round)s. Nothing was taken.",
                    said=said[0],
                    member=known.member,
                    round=known.round,
                )
            )
