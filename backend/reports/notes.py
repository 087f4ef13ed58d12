"""The sentences a report says about itself: who is in it, how it was made, what it shows and to whom. Pure."""

from collections.abc import Iterator, Sequence

from backend.disclosure.figures import Audience
from backend.disclosure.policy import Policy
from backend.kit.languages import later
from collab_reports import parts

SIGNED = later("%(signed)s of %(members)s members of %(collaborative)s have signed the figures in this report.")
TAKEN_OVER = later(
    "The figures of %(signed)s of %(members)s members of %(collaborative)s were taken over from records; no approver has"
    " signed them."
)
NO_MEMBER = later("No member can be read out of any figure; where one could, the figure is hidden and says so.")

ADDED_UP = (
    later("How figures are added up"),
    later(
        "Counts and amounts are the sum of what members reported. A rate is the sum of its upper part divided by the sum of"
        " its lower part, over the members that gave both; rates of members are never averaged. What is counted on a day,"
        " such as staff, is that of the period’s last day."
    ),
)
COUNTED = (
    later("Who is counted"),
    later(
        "Each figure says how many members reported of those that belonged on the period’s last day. A blank is not a zero:"
        " what a member could not say is missing from the sum, and from the members counted."
    ),
)
CAME_IN = later("How the figures came in")
EARLIER = (
    later("Earlier periods"),
    later(
        "Earlier periods stand here as they are known now, with what members corrected or handed in late since. A number"
        " that this report’s readers were shown differently before is listed under corrections. Earlier reports stay as"
        " they were first published."
    ),
)
ROUNDED = (
    later("Rounding"),
    later("Counts of people are rounded to the nearest %(to)s, and so need not add up."),
)
AGREED = later("What members agreed to")

FOR_BACKBONE = later(
    "For the backbone team alone. Small counts from patients’ records, and wages of too few members, stay hidden."
)
SHOWN = later(
    "A figure is shown only if at least %(fewest)s organizations are in it and none could be read out of it; the sites of"
    " one system count as one. Counts of people from 1 to %(most)s are hidden, and so is what they could be worked out"
    " from. Hidden, missing, zero and “does not apply” are four different things, and each says which it is."
)

# Of one, and of several.
_WITHOUT_NAMED = (
    later("%(names)s has no agreement in force: its figures are in no total."),
    later("%(names)s have no agreement in force: their figures are in no total."),
)
_WITHOUT = (
    later("One member has no agreement in force about the use of figures; no total here has any of theirs in it."),
    later(
        "%(count)s members have no agreement in force about the use of figures; no total here has any of theirs in it."
    ),
)
_NOT_AGREED = (
    later("One figure is not shown here, because a member in it agreed to other readers only."),
    later("%(count)s figures are not shown here, because a member in it agreed to other readers only."),
)
_ENTERED = (
    later("Figures of one member were entered by the backbone team, from what it was given by other means."),
    later("Figures of %(count)s members were entered by the backbone team, from what it was given by other means."),
)
_OUTSIDE = (
    later("One member confirmed the figures in a letter, not on this site."),
    later("%(count)s members confirmed the figures in a letter, not on this site."),
)

# All of them, as a report has them: to be said again to readers of another language.
SENTENCES = (
    SIGNED, TAKEN_OVER, NO_MEMBER, *ADDED_UP, *COUNTED, CAME_IN, *EARLIER, *ROUNDED, AGREED, FOR_BACKBONE, SHOWN,
    *_WITHOUT_NAMED, *_WITHOUT, *_NOT_AGREED, *_ENTERED, *_OUTSIDE,
)  # fmt: skip


def introduction(collaborative: str, signed: int, members: int, audience: Audience, taken_over: bool) -> str:
    """taken_over: the figures come from records, and nobody signed them."""
    facts = {"signed": signed, "members": members, "collaborative": collaborative}
    said = (TAKEN_OVER if taken_over else SIGNED) % facts
    return f"{said} {NO_MEMBER}" if audience is Audience.PUBLIC else said


def methods(policy: Policy, *, entered_for: int = 0, outside: int = 0) -> Iterator[parts.Note]:
    """entered_for, outside: of how many members the backbone entered figures, and how many confirmed theirs by letter."""
    yield _note(*ADDED_UP)
    yield _note(*COUNTED)
    if entered_for or outside:
        said = [_of(_ENTERED, entered_for)] if entered_for else []
        said += [_of(_OUTSIDE, outside)] if outside else []
        yield _note(CAME_IN, " ".join(said))
    yield _note(*EARLIER)
    if policy.round_to:
        title, text = ROUNDED
        yield _note(title, text % {"to": policy.round_to})


def agreements(without: Sequence[str], not_agreed: int, audience: Audience) -> Iterator[parts.Note]:
    """What is missing here because of what members agreed to. Which member it is, only those who work together are told.

    without: names of members in no figure. not_agreed: how many figures these readers are not shown.
    """
    said = []
    if without and audience in (Audience.BACKBONE, Audience.MEMBERS):
        said.append(_of(_WITHOUT_NAMED, len(without), names=", ".join(without)))
    elif without:
        said.append(_of(_WITHOUT, len(without)))
    if not_agreed:
        said.append(_of(_NOT_AGREED, not_agreed))
    if said:
        yield _note(AGREED, " ".join(said))


def disclosure(policy: Policy, audience: Audience) -> str:
    """What we show, and to whom. The share one member may hold is not published: it would help to work it out."""
    if audience is Audience.BACKBONE:
        return FOR_BACKBONE
    return SHOWN % {"fewest": policy.fewest_contributors, "most": policy.smallest_count - 1}


def _note(title: str, text: str) -> parts.Note:
    return parts.Note(title=title, text=text)


def _of(said: tuple[str, str], count: int, **facts: object) -> str:
    one, many = said
    return (one if count == 1 else many) % {"count": count, **facts}
