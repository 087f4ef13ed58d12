"""A submission as the backbone may read it: what the member withholds is said to be withheld, and not what it is. Pure."""

from dataclasses import replace

from backend.submissions.correcting import Lineage
from backend.submissions.papers import Papers
from backend.submissions.rules import Status
from backend.submissions.schemas import Answer


def as_seen(found: Papers, line: Lineage) -> tuple[Papers, Lineage]:
    """By whoever they were read for. The member's own people see everything that is not switched off."""
    hidden = found.deeds.out_of_sight
    if not hidden.what:
        return found, line
    answers = {place: _kept(one) if hidden.has(*place) else one for place, one in found.answers.items()}
    history = {place: past for place, past in found.history.items() if not hidden.has(*place)}
    was = {place: one for place, one in line.was.items() if not hidden.has(*place)}
    return replace(found, answers=answers, history=history), replace(line, was=was)


def _kept(one: Answer) -> Answer:
    return one._replace(number=None, words=None, to_date=None, status=Status.WITHHELD, note="")
