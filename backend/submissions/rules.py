"""What a value's status means, which states a submission has, and who may do what to it. Pure."""

from enum import StrEnum


class Status(StrEnum):
    """Why there is, or is not, a number. Zero is `REPORTED`; a blank is no status at all."""

    REPORTED = "reported"
    ESTIMATED = "estimated"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"
    REPORTED_ELSEWHERE = "reported_elsewhere"

    @property
    def has_number(self) -> bool:
        return self in (Status.REPORTED, Status.ESTIMATED)

    @property
    def usable(self) -> bool:
        """Counts as a member that reported, in coverage and in totals. `reported_elsewhere` is covered by the parent's."""
        return self.has_number

    @property
    def shown_as(self) -> str:
        return _SHOWN_AS[self]


_SHOWN_AS = {
    Status.REPORTED: "reported",
    Status.ESTIMATED: "estimated",
    Status.NOT_AVAILABLE: "not available",
    Status.NOT_APPLICABLE: "does not apply",
    Status.WITHHELD: "not shared by the member",
    Status.REPORTED_ELSEWHERE: "reported by the parent organization",
}


class State(StrEnum):
    """Where one version of a submission is on its way."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    LOCKED = "locked"
