"""How each status reads: in a word, in a sign for narrow places, and in the sentence of the key, for all printers.

The signs are those of official statistics where there is one: [e] estimated, [x] unavailable, [z] not applicable,
[c] confidential.
"""

from dataclasses import dataclass

from collab_reports.parts import Status
from collab_reports.phrases import later, phrase


@dataclass(frozen=True)
class Reading:
    words: str
    sign: str
    sentence: str

    def said(self, locale: str) -> str:
        return phrase(self.words, locale)


READINGS = {
    Status.REPORTED: Reading(
        later("reported"), "", later("A number that members gave and their approvers signed. 0 means none.")
    ),
    Status.ESTIMATED: Reading(
        later("estimated"), "[e]", later("All or some of it was worked out rather than counted; it may change.")
    ),
    Status.NOT_AVAILABLE: Reading(
        later("not available"), "[x]", later("Asked for, but there is no number. It is not zero.")
    ),
    Status.NOT_APPLICABLE: Reading(
        later("does not apply"), "[z]", later("The question does not fit here, so there is no number.")
    ),
    Status.WITHHELD: Reading(
        later("not shared by the member"), "[w]", later("There is a number, and the member keeps it.")
    ),
    Status.REPORTED_ELSEWHERE: Reading(
        later("reported by the parent organization"), "[p]", later("Counted once, in the parent organization's number.")
    ),
    Status.SUPPRESSED: Reading(
        later("hidden to protect a member"),
        "[c]",
        later("There is a number. Showing it could give away what one member reported."),
    ),
}
