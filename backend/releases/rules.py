"""Where a release is on its way, and what may be done to it. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from backend.kit.errors import Conflict


class ReleaseState(StrEnum):
    GATHERED = "gathered"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"  # thrown away before it was published

    @property
    def shown_as(self) -> str:
        return {
            "gathered": "to be approved",
            "approved": "approved, not yet public",
            "published": "published",
            "withdrawn": "thrown away",
        }[self]


@dataclass(frozen=True, slots=True)
class Standing:
    approved: bool
    published: bool
    withdrawn: bool

    @property
    def state(self) -> ReleaseState:
        if self.withdrawn:
            return ReleaseState.WITHDRAWN
        if self.published:
            return ReleaseState.PUBLISHED
        return ReleaseState.APPROVED if self.approved else ReleaseState.GATHERED


def may_approve(at: ReleaseState) -> None:
    """Raises Conflict when it is approved, published or withdrawn already."""
    if at is not ReleaseState.GATHERED:
        raise Conflict(f"This report is {at.shown_as}; only one that is to be approved can be approved.")


def may_publish(at: ReleaseState) -> None:
    """Raises Conflict when nobody has approved it, or it is published or withdrawn already."""
    if at is not ReleaseState.APPROVED:
        raise Conflict(f"This report is {at.shown_as}; approve it first, then publish it.")


def may_withdraw(at: ReleaseState) -> None:
    """Raises Conflict once it is published: what the public saw is never taken back."""
    if at not in (ReleaseState.GATHERED, ReleaseState.APPROVED):
        raise Conflict(f"This report is {at.shown_as}. What was published stays; a correction is a new report.")
