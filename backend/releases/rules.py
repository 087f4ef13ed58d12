"""Where a release is on its way, and what may be done to it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from backend.disclosure.figures import Audience
from backend.kit.errors import Conflict
from backend.kit.languages import later, translated

# Whom an edition is for, the fewest first.
SHOWN_TO = {
    Audience.BACKBONE: later("the backbone team"),
    Audience.MEMBERS: later("members"),
    Audience.PARTNERS: later("community partners"),
    Audience.PUBLIC: later("everyone"),
}
WIDEST_FIRST = tuple(reversed(SHOWN_TO))


def opens_on(audience: Audience, ends: date, settled: Mapping[str, Any]) -> date:
    """The first day on which this audience may read a report, however early it is published.

    ends: its period's last day. settled: what the collaborative promised, in days after it; whoever is neither of the
    backbone nor of a member reads it with the public.
    """
    if audience is Audience.BACKBONE:
        return ends
    days = settled.get("members_after_days" if audience is Audience.MEMBERS else "public_after_days", 0)
    return ends + timedelta(days=int(days))


class ReleaseState(StrEnum):
    GATHERED = "gathered"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"  # thrown away before it was published

    @property
    def shown_as(self) -> str:
        return {
            "gathered": later("to be approved"),
            "approved": later("approved, not yet public"),
            "published": later("published"),
            "withdrawn": later("thrown away"),
        }[self]

    @property
    def on_its_way(self) -> bool:
        """Gathered, and nobody was shown it."""
        return self in (ReleaseState.GATHERED, ReleaseState.APPROVED)


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
        raise Conflict(
            translated(
                "This report is %(state)s; only one that is to be approved can be approved.",
                state=translated(at.shown_as),
            )
        )


def may_publish(at: ReleaseState, *, gathered_at: datetime, last_published_at: datetime | None) -> None:
    """Raises Conflict when nobody has approved it, when it is published or withdrawn already, or when another report came
    out since it was gathered: it was not held against that one, and the difference could tell of a member.
    """
    if at is not ReleaseState.APPROVED:
        raise Conflict(
            translated("This report is %(state)s; approve it first, then publish it.", state=translated(at.shown_as))
        )
    if last_published_at is not None and last_published_at > gathered_at:
        raise Conflict(
            translated(
                "Another report was published after this one was gathered, and this one has not been held against it."
                " Throw this one away and gather it again."
            )
        )


def may_withdraw(at: ReleaseState) -> None:
    """Raises Conflict once it is published: what the public saw is never taken back."""
    if not at.on_its_way:
        raise Conflict(
            translated(
                "This report is %(state)s. What was published stays; a correction is a new report.",
                state=translated(at.shown_as),
            )
        )


def title(framework: str, *, published_before: int) -> str:
    """Without its period. published_before: how many reports of the same collection are out; each more is a correction."""
    if not published_before:
        return framework
    return f"{framework} (corrected)" if published_before == 1 else f"{framework} (corrected, {published_before} times)"
