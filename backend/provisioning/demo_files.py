"""How the members of the demonstration hand in: most type, one sends a file of its own, one mails a sheet."""

from collections.abc import Mapping as Table
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from email.message import EmailMessage

from sqlalchemy.ext.asyncio import AsyncSession

from backend.files import uploads
from backend.files.evidence import actions as evidence
from backend.files.evidence.rules import Sent
from backend.files.own import actions as own_actions
from backend.files.own import facts, way
from backend.files.own.refusals import Means
from backend.files.own.schemas import PERIOD, Form, FormAnswer, Labelled, Mapping, Named
from backend.files.tables import Upload
from backend.files.upload_rules import UploadState
from backend.files.ways import Interpreted, Way
from backend.kit.db import now
from backend.kit.periods import Period
from backend.kit.sheets import apart
from backend.members.rules import Principal
from backend.provisioning import demo_answers
from backend.provisioning.demo_people import Cast, acting
from backend.submissions import actions as submission_actions
from backend.submissions.schemas import Draft, DraftCell
from backend.submissions.tables import Submission

OWN_FILE = "valley_transit"
MAPPING_NAME = "Community report of Valley Transit"
# How its own file calls what is asked, and in what its numbers are.
_CALLED = {
    "employees": ("Headcount, last day", 1),
    "local_employees": ("of them in the five ZIP codes", 1),
    "living_wage_employees": ("at or above living wage", 1),
    "new_hires": ("Started in the quarter", 1),
    "local_hires": ("Started, five ZIP codes", 1),
    "apprentices_started": ("New apprentices", 1),
    "addressable_spend": ("Purchasing in scope ($000s)", 1000),
    "local_spend": ("Purchasing, five ZIP codes ($000s)", 1000),
    "local_suppliers": ("Vendors, five ZIP codes", 1),
    "place_based_allocation": ("Set aside", 1),
    "investable_assets": ("Reserves", 1),
    "place_based_deployed": ("Lent or invested", 1),
    "energy_kwh": ("Electricity and gas (kWh)", 1),
    "waste_tonnes": ("Waste (t)", 1),
    "recycled_tonnes": ("Recycled (t)", 1),
    "reused_tonnes": ("Reused (t)", 1),
    "composted_tonnes": ("Composted (t)", 1),
    "volunteer_hours": ("Volunteer hours", 1),
    "community_giving": ("Gifts and grants ($)", 1),
}
_SIGNED_BY = "Marguerite Osei, Chief Executive"


async def typed(session: AsyncSession, submission: Submission, number: int, by: Principal, today: date) -> None:
    draft = demo_answers.draft(submission.member.code, number, submission.round.period)
    await submission_actions.save_draft(session, submission, draft, by=by, today=today)


# ---- A file of its own -----------------------------------------------------------------------------------------------


async def own_file(session: AsyncSession, submission: Submission, number: int, by: Principal, today: date) -> None:
    """Read by the mapping that was saved for it, the first time kept."""
    known = await facts.read(session, submission)
    if not known.mappings:
        framework_id = submission.round.framework_id
        shape = _shape(submission.round.period)
        await own_actions.keep(
            session, MAPPING_NAME, shape, member_id=submission.member_id, framework_id=framework_id, by=by
        )
        known = await facts.read(session, submission)
    content = _table(submission.round.period, number).encode()
    book = await apart.read(content, _file_name(submission.round.period))
    read = way.interpret(book, known)
    [answers] = read.answers
    saved = await submission_actions.save_draft(session, submission, answers.draft, by=by, today=today)
    upload = uploads.begin(session, submission, by=by.person_id, size=len(content), for_member=False)
    _finished(upload, submission, content, book.sha256, read, saved.changed)


def _finished(
    upload: Upload, submission: Submission, content: bytes, sha256: str, read: Interpreted, changed: int
) -> None:
    upload.way, upload.state = Way.MAPPED, UploadState.SAVED
    upload.file_name, upload.sha256, upload.content = _file_name(submission.round.period), sha256, content
    upload.total = upload.done = sum(len(one.draft.cells) for one in read.answers)
    notes = {"notes": list(read.notes), "kept": dict(read.kept)}
    upload.draft = {**notes, "wrong": 0, "summary": [], "changed": changed, "stale": []}
    upload.finished_at = upload.saved_at = now()


def _file_name(quarter: Period) -> str:
    return f"transit community report {_named(quarter)}.csv"


def _named(quarter: Period) -> str:
    return f"Q{(quarter.start.month + 2) // 3} {quarter.start.year}"


def _shape(quarter: Period) -> Mapping:
    """What somebody pointed at who saw the file for the first time."""
    answers = [
        FormAnswer(
            element=element,
            factor=Decimal(factor),
            cells=(Labelled(label=Named(words=label.casefold()), under=PERIOD),),
        )
        for element, (label, factor) in _CALLED.items()
    ]
    form = Form(tab="", answers=tuple(answers))
    return Mapping(parts=(form,), saved_for=quarter.start, words={"n/a": Means.NOT_APPLICABLE})


def _table(quarter: Period, number: int) -> str:
    """The quarter before stands beside each number, as in many a report."""
    before, here = (_by_element(period, n) for period, n in ((quarter.previous(), number - 1), (quarter, number)))
    rows = [
        ["Millrace Valley Transit: community report", "", ""],
        ["Measure", _named(quarter.previous()), _named(quarter)],
        *(
            [label, *(_in(one, element, factor) for one in (before, here))]
            for element, (label, factor) in _CALLED.items()
        ),
    ]
    return "".join(",".join(f'"{text}"' for text in row) + "\r\n" for row in rows)


def _by_element(quarter: Period, number: int) -> Table[str, DraftCell]:
    return {cell.element: cell for cell in demo_answers.figures(OWN_FILE, number, quarter)}


def _in(cells: Table[str, DraftCell], element: str, factor: int) -> str:
    typed = cells[element].typed
    return format(Decimal(typed) / factor, "f") if typed else "n/a"


# ---- A sheet by mail -------------------------------------------------------------------------------------------------


async def entered_for(session: AsyncSession, cast: Cast, submission: Submission, number: int, today: date) -> None:
    """Nobody of this member has signed up: the coordinator enters what it mailed, and keeps the letter that confirms it."""
    by = cast.coordinator
    await acting(session, by)
    cells = demo_answers.figures(submission.member.code, number, submission.round.period)
    await submission_actions.save_draft(session, submission, Draft(cells), by=by, today=today, for_member=True)
    await submission_actions.submit(session, submission, by=by, today=today, for_member=True)
    letter = Sent(f"{submission.member.name}, {_named(submission.round.period)}.eml", _letter(submission, cells, today))
    await evidence.confirm_outside(session, submission, letter, by=by, today=today, on=today, signed_by=_SIGNED_BY)


def _letter(submission: Submission, cells: Sequence[DraftCell], today: date) -> bytes:
    message = EmailMessage()
    message["From"] = "office@quarryhill.example"
    message["To"] = "nadia.okafor@millrace.example"
    message["Date"] = f"{today:%a, %d %b %Y} 09:12:00 -0600"
    message["Subject"] = f"Our figures for {_named(submission.round.period)}"
    lines = [f"{cell.element.replace('_', ' ')}: {cell.typed or cell.status}" for cell in cells]
    message.set_content(
        "\n".join(["These are our figures for the quarter. We stand by them.", "", *lines, "", _SIGNED_BY])
    )
    return message.as_bytes()
