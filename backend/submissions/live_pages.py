"""What the checks say of a section while it is typed; nothing is saved. Without a script the page of all checks does."""

from typing import Any
from uuid import UUID

from litestar import Request, post
from litestar.params import FromPath

from backend.kit.db import today_in
from backend.kit.errors import Problem, Severity
from backend.kit.web import Transaction
from backend.members.door import Here
from backend.members.rules import May
from backend.submissions import forms, previews, queries

Asks = Request[Any, Any, Any]


@post("/{id:uuid}/checking", opt={"may": May.READ_SUBMISSIONS}, status_code=200)
async def check_typing(request: Asks, session: Transaction, here: Here, id: FromPath[UUID]) -> dict[str, Any]:
    """found: sentences, each with the place it is about as the page names it. refusal: why nothing can be saved just now.

    What is not answered yet is left out: whoever types knows.
    """
    sent = {name: str(value) for name, value in (await request.form()).items()}
    found = await queries.submission(session, id)
    seen = await previews.preview(session, found, forms.draft_from(sent), today=today_in(here.time_zone))
    problems = [*(problem for line in seen.lines for problem in line.problems), *seen.checks]
    told = dict.fromkeys(problem for problem in problems if problem.code != "answer.missing")
    return {"found": [_told(problem) for problem in told], "refusal": seen.refusal}


def _told(problem: Problem) -> dict[str, str]:
    says = f"{problem.message[:1].upper()}{problem.message[1:]}."
    return {"where": problem.where, "says": says, "kind": "asked" if problem.severity is Severity.EXPLAIN else "wrong"}
