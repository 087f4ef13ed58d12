"""What is asked, for programs: frameworks, and their questions with the definitions in force on a day."""

from datetime import date
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from litestar import Response, Router, get
from litestar.params import FromPath
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators import queries
from backend.indicators.queries import Question
from backend.indicators.tables import Framework
from backend.kit.db import find, today_in
from backend.kit.programs import Answered, Asks, Day, Number, Says, Shape, number, queried
from backend.kit.web import Transaction
from backend.members.door import Here
from backend.members.rules import May


class FrameworkShown(Shape):
    id: UUID
    code: str
    name: str
    cadence_months: int = Field(title="Months of one collection")


class FrameworksShown(Shape):
    items: tuple[FrameworkShown, ...]


class PartShown(Shape):
    """code: with its breakdown's before it, as it is sent."""

    code: str = Field(examples=["gender.women"])
    name: str
    unknown: bool


class SplitShown(Shape):
    """multi_select: one thing may be in several parts, so that they may add up to more than the total."""

    code: str
    name: str
    multi_select: bool
    parts: tuple[PartShown, ...]


class QuestionShown(Shape):
    """unit: money with its currency. minimum, maximum: null where nothing bounds it. part_of: what contains it."""

    element: str = Field(examples=["new_hires"])
    name: str
    section: str
    kind: str = Field(examples=["count"])
    unit: str
    required: bool
    minimum: Number | None
    maximum: Number | None
    part_of: str | None
    hint: str
    definition: str
    inclusions: tuple[str, ...]
    exclusions: tuple[str, ...]
    examples: tuple[str, ...]
    breakdowns: tuple[SplitShown, ...]


class SectionShown(Shape):
    code: str
    name: str
    introduction: str


class QuestionnaireShown(Shape):
    """on: the day whose definitions these are."""

    framework: UUID
    on: date
    sections: tuple[SectionShown, ...]
    questions: tuple[QuestionShown, ...]


class QuestionsAsked(Shape):
    on: Annotated[Day | None, Field(title="The day whose definitions are wanted")] = None


@get("/", opt={"says": Says("The frameworks members are asked by", FrameworksShown)})
async def frameworks(session: Transaction) -> Response[bytes]:
    query = sa.select(Framework).where(Framework.retired_on.is_(None)).order_by(Framework.name)
    items = tuple(
        FrameworkShown(id=one.id, code=one.code, name=one.name, cadence_months=one.cadence_months)
        for one in await session.scalars(query)
    )
    return Answered(FrameworksShown(items=items)).response()


@get(
    "/{id:uuid}/questions",
    opt={
        "says": Says(
            "Its questions, with definitions",
            QuestionnaireShown,
            "Today's, unless a day is named.",
            asks=QuestionsAsked,
        )
    },
)
async def questions(request: Asks, session: Transaction, here: Here, id: FromPath[UUID]) -> Response[bytes]:
    on = queried(request, QuestionsAsked).on or today_in(here.time_zone)
    return Answered(await questionnaire_shown(session, id, on)).response()


async def questionnaire_shown(session: AsyncSession, framework_id: UUID, on: date) -> QuestionnaireShown:
    framework = await find(session, Framework, framework_id)
    found = await queries.questionnaire(session, framework.id, on)
    return QuestionnaireShown(
        framework=framework.id,
        on=on,
        sections=tuple(SectionShown(code=s.code, name=s.name, introduction=s.introduction) for s in found.sections),
        questions=tuple(map(_question, found.questions)),
    )


def _question(of: Question) -> QuestionShown:
    return QuestionShown(
        element=of.code,
        name=of.name,
        section=of.section,
        kind=of.kind,
        unit=of.unit,
        required=of.required,
        minimum=number(of.minimum),
        maximum=number(of.maximum),
        part_of=of.part_of,
        hint=of.hint,
        definition=of.definition,
        inclusions=tuple(of.inclusions),
        exclusions=tuple(of.exclusions),
        examples=tuple(of.examples),
        breakdowns=tuple(
            SplitShown(
                code=by.code,
                name=by.name,
                multi_select=by.multi_select,
                parts=tuple(PartShown(code=part.code, name=part.name, unknown=part.unknown) for part in by.parts),
            )
            for by in of.splits
        ),
    )


router = Router(
    path="/{slug:str}/frameworks", route_handlers=[frameworks, questions], opt={"may": May.READ_SUBMISSIONS}
)
