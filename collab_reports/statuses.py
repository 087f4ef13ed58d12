"""How each status reads: in a word, in a sign for narrow places, and in the sentence of the key, for all printers.

The signs are those of official statistics where there is one: [e] estimated, [x] unavailable, [z] not applicable,
[c] confidential.
"""

from dataclasses import dataclass

from collab_reports.parts import Status


@dataclass(frozen=True)
class Reading:
    words: str
    sign: str
    sentence: str


READINGS = {
    Status.REPORTED: Reading("reported", "", "A number that members gave and their approvers signed. 0 means none."),
    Status.ESTIMATED: Reading(
        "estimated", "[e]", "All or some of it was worked out rather than counted; it may change."
    ),
    Status.NOT_AVAILABLE: Reading("not available", "[x]", "Asked for, but there is no number. It is not zero."),
    Status.NOT_APPLICABLE: Reading("does not apply", "[z]", "The question does not fit here, so there is no number."),
    Status.WITHHELD: Reading("not shared by the member", "[w]", "There is a number, and the member keeps it."),
    Status.REPORTED_ELSEWHERE: Reading(
        "reported by the parent organization", "[p]", "Counted once, in the parent organization's number."
    ),
    Status.SUPPRESSED: Reading(
        "hidden to protect a member", "[c]", "There is a number. Showing it could give away what one member reported."
    ),
}
