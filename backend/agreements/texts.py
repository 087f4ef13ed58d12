"""The words this room's pages say. Pure."""

from collections.abc import Mapping

from backend.agreements.rules import Afterwards, Standing, Waived

TOLD = {
    "agreement-accepted": "Accepted. It holds as the page says, and its words are kept as you read them.",
    "agreement-recorded": "Recorded. The member’s figures are in totals on the days it holds.",
    "agreement-ended": "Ended. What it leaves in totals, the agreement itself says.",
    "agreement-offered": "Offered. Members that have accepted an earlier version keep that one until it ends.",
    "withheld": "Kept back. It is out of all totals from now on; reports that were published stay as they are.",
    "given-back": "Given back. It counts again from now on.",
    "waived": "Recorded. It holds for reports from now on.",
    "waiver-ended": "Ended. The protection holds again from now on.",
    "split-off": "Switched off for everybody: not asked, in no total and in no new file. What was answered is kept.",
    "split-on": "Switched on. What members had answered counts again.",
}
SHOWN: Mapping[Standing, str] = {
    Standing.IN_FORCE: "in force",
    Standing.ENDING: "ends soon",
    Standing.TO_COME: "not yet in force",
    Standing.ENDED: "ended",
    Standing.NONE: "none",
}
READERS: Mapping[str, str] = {
    "members": "the other members",
    "partners": "community partners",
    "public": "the public",
}
AFTERWARDS: Mapping[Afterwards, str] = {
    Afterwards.PAST_STAYS: "Figures of periods that were over by then stay in totals",
    Afterwards.NOTHING_STAYS: "All of the member’s figures leave the totals",
}
PROTECTIONS: Mapping[Waived, str] = {
    Waived.FEW_CONTRIBUTORS: "too few members are in it",
    Waived.DOMINANCE: "another member could estimate ours from it",
    Waived.CHANGES: "a change of ours could be seen from one report or quarter to the next",
}
