"""A submission as the backbone may read it: what the member withholds is said to be withheld, and not what it is. Pure.

What is written is held against all that stands (`drafts.read`); an answer that is not seen, left blank, stays as it is.
"""

from dataclasses import replace

from backend.kit.errors import Severity
from backend.kit.languages import translated
from backend.submissions.correcting import Lineage
from backend.submissions.papers import Papers


def as_seen(found: Papers, line: Lineage) -> tuple[Papers, Lineage]:
    """By whoever they were read for. The member's own people see everything that is not switched off."""
    hidden = found.deeds.out_of_sight
    return seen(found), replace(line, was={place: one for place, one in line.was.items() if not hidden.has(*place)})


def seen(found: Papers) -> Papers:
    hidden = found.deeds.out_of_sight
    if not hidden.what:
        return found
    answers = {place: one.unseen if hidden.has(*place) else one for place, one in found.answers.items()}
    history = {place: past for place, past in found.history.items() if not hidden.has(*place)}
    return replace(found, answers=answers, history=history)


def fault_unseen(found: Papers) -> str:
    """Why it cannot be submitted by whoever sees no fault in what they see; empty when it can."""
    told = set(seen(found).findings())
    if all(one in told or one.severity is Severity.NOTE for one in found.findings()):
        return ""
    name = found.submission.member.name
    return translated(
        "Something that %(name)s keeps back does not pass the checks. %(name)s has to put it right itself.", name=name
    )
