"""The words this room's pages say. Pure."""

from collections.abc import Collection, Mapping

from backend.agreements.rules import Afterwards, Standing, Waived
from backend.kit.languages import later, translated

TOLD = {
    "agreement-accepted": later("Accepted. It holds as the page says, and its words are kept as you read them."),
    "agreement-recorded": later("Recorded. The member’s figures are in totals on the days it holds."),
    "agreement-ended": later("Ended. What it leaves in totals, the agreement itself says."),
    "agreement-offered": later("Offered. Members that have accepted an earlier version keep that one until it ends."),
    "withheld": later("Kept back. It is out of all totals from now on; reports that were published stay as they are."),
    "given-back": later("Given back. It counts again from now on."),
    "waived": later("Recorded. It holds for reports from now on."),
    "waiver-ended": later("Ended. The protection holds again from now on."),
    "split-off": later(
        "Switched off for everybody: not asked, in no total and in no new file. What was answered is kept."
    ),
    "split-on": later("Switched on. What members had answered counts again."),
}
SHOWN: Mapping[Standing, str] = {
    Standing.IN_FORCE: later("in force"),
    Standing.ENDING: later("ends soon"),
    Standing.TO_COME: later("not yet in force"),
    Standing.ENDED: later("ended"),
    Standing.NONE: later("none"),
}
READERS: Mapping[str, str] = {
    "members": later("the other members"),
    "partners": later("community partners"),
    "public": later("the public"),
}
AFTERWARDS: Mapping[Afterwards, str] = {
    Afterwards.PAST_STAYS: later("Figures of periods that were over by then stay in totals"),
    Afterwards.NOTHING_STAYS: later("All of the member’s figures leave the totals"),
}
PROTECTIONS: Mapping[Waived, str] = {
    Waived.FEW_CONTRIBUTORS: later("too few members are in it"),
    Waived.DOMINANCE: later("another member could estimate ours from it"),
    Waived.CHANGES: later("a change of ours could be seen from one report or quarter to the next"),
}


def readers_of(audiences: Collection[str]) -> str:
    """Whom totals with a member's figures are for, by its agreement."""
    said = [translated(words) for one, words in READERS.items() if one in audiences]
    return ", ".join(said) or translated("the backbone alone")
