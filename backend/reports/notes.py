"""The sentences a report says about itself: who is in it, how it was made, what it shows and to whom. Pure."""

from collections.abc import Iterator, Sequence

from backend.disclosure.figures import Audience
from backend.disclosure.policy import Policy
from collab_reports import parts


def introduction(collaborative: str, signed: int, members: int, audience: Audience, taken_over: bool) -> str:
    """taken_over: the figures come from records, and nobody signed them."""
    if taken_over:
        said = (
            f"The figures of {signed} of {members} members of {collaborative} were taken over from records;"
            " no approver has signed them."
        )
    else:
        said = f"{signed} of {members} members of {collaborative} have signed the figures in this report."
    if audience is Audience.PUBLIC:
        return f"{said} No member can be read out of any figure; where one could, the figure is hidden and says so."
    return said


def methods(policy: Policy, *, entered_for: int = 0, outside: int = 0) -> Iterator[parts.Note]:
    """entered_for, outside: of how many members the backbone entered figures, and how many confirmed theirs by letter."""
    yield parts.Note(
        title="How figures are added up",
        text="Counts and amounts are the sum of what members reported. A rate is the sum of its upper part divided by the"
        " sum of its lower part, over the members that gave both; rates of members are never averaged. What is counted"
        " on a day, such as staff, is that of the period’s last day.",
    )
    yield parts.Note(
        title="Who is counted",
        text="Each figure says how many members reported of those that belonged on the period’s last day. A blank is not a"
        " zero: what a member could not say is missing from the sum, and from the members counted.",
    )
    if entered_for or outside:
        yield parts.Note(title="How the figures came in", text=" ".join(_by_backbone(entered_for, outside)))
    yield parts.Note(
        title="Earlier periods",
        text="Earlier periods stand here as they are known now, with what members corrected or handed in late since. A"
        " number that this report’s readers were shown differently before is listed under corrections. Earlier reports"
        " stay as they were first published.",
    )
    if policy.round_to:
        yield parts.Note(
            title="Rounding",
            text=f"Counts of people are rounded to the nearest {policy.round_to}, and so need not add up.",
        )


def agreements(without: Sequence[str], not_agreed: int, audience: Audience) -> Iterator[parts.Note]:
    """What is missing here because of what members agreed to. Which member it is, only those who work together are told.

    without: names of members in no figure. not_agreed: how many figures these readers are not shown.
    """
    said = []
    if without and audience in (Audience.BACKBONE, Audience.MEMBERS):
        one = len(without) == 1
        said.append(
            f"{', '.join(without)} {'has' if one else 'have'} no agreement in force:"
            f" {'its' if one else 'their'} figures are in no total."
        )
    elif without:
        whose = "One member has" if len(without) == 1 else f"{len(without)} members have"
        said.append(f"{whose} no agreement in force about the use of figures; no total here has any of theirs in it.")
    if not_agreed:
        many = "One figure is" if not_agreed == 1 else f"{not_agreed} figures are"
        said.append(f"{many} not shown here, because a member in it agreed to other readers only.")
    if said:
        yield parts.Note(title="What members agreed to", text=" ".join(said))


def _by_backbone(entered_for: int, outside: int) -> Iterator[str]:
    if entered_for:
        whose = "one member" if entered_for == 1 else f"{entered_for} members"
        yield f"Figures of {whose} were entered by the backbone team, from what it was given by other means."
    if outside:
        whose = "One member" if outside == 1 else f"{outside} members"
        yield f"{whose} confirmed the figures in a letter, not on this site."


def disclosure(policy: Policy, audience: Audience) -> str:
    """What we show, and to whom. The share one member may hold is not published: it would help to work it out."""
    if audience is Audience.BACKBONE:
        return "For the backbone team alone. Small counts from patients’ records, and wages of too few members, stay hidden."
    return (
        f"A figure is shown only if at least {policy.fewest_contributors} organizations are in it and none could be read"
        f" out of it; the sites of one system count as one. Counts of people from 1 to {policy.smallest_count - 1} are"
        " hidden, and so is what they could be worked out from. Hidden, missing, zero and “does not apply” are four"
        " different things, and each says which it is."
    )
