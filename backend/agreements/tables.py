"""Agreements and what members and the collaborative keep back. Ended, never deleted."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.agreements.rules import Term
from backend.kit.db import Base, OfMember, Walled, to, unique


class Ended:
    """A deed that can be undone. Who began it stands in the row's own columns."""

    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    end_reason: Mapped[str] = mapped_column(server_default="")


class ModelAgreement(Walled, Base):
    """What a collaborative offers its members for acceptance on the site; the newest version is offered.

    months: how long it holds from the day of acceptance; None for no last day. The rest as in `Agreement`.
    """

    __tablename__ = "model_agreements"
    version: Mapped[int]
    title: Mapped[str]
    document: Mapped[str]
    months: Mapped[int | None]
    audiences: Mapped[list[str]]
    afterwards: Mapped[str]
    retention: Mapped[str] = mapped_column(server_default="")
    offered_by: Mapped[UUID | None]
    offered_at: Mapped[datetime]

    __table_args__ = (
        unique("version"),
        CheckConstraint("afterwards in ('past_stays', 'nothing_stays')", name="afterwards"),
    )


class Agreement(Ended, OfMember, Base):
    """What one member agreed to, from a first day to a last.

    document: its words, or where the paper is kept; file: the paper itself, a PDF.
    elements, breakdowns: codes of what it covers; None for whatever the collaborative asks.
    audiences: who may read totals that the member's figures are in, beside the member and the backbone.
    retention: what it says of keeping, returning and destroying; in words. afterwards: what of it is enforced.
    ended_at: ended before its last day, by either side.
    """

    __tablename__ = "agreements"
    way: Mapped[str]
    title: Mapped[str]
    document: Mapped[str]
    file_name: Mapped[str] = mapped_column(server_default="")
    file: Mapped[bytes | None] = mapped_column(deferred=True)
    starts: Mapped[date]
    ends: Mapped[date | None]
    elements: Mapped[list[str] | None]
    breakdowns: Mapped[list[str] | None]
    audiences: Mapped[list[str]]
    afterwards: Mapped[str]
    retention: Mapped[str] = mapped_column(server_default="")
    signer: Mapped[str]
    signed_on: Mapped[date]
    recorded_by: Mapped[UUID | None]  # who accepted it on the site or recorded the paper; empty: the operator
    recorded_at: Mapped[datetime]
    warned_at: Mapped[datetime | None]

    @property
    def term(self) -> Term:
        """As it was agreed; see `ended_at`."""
        return Term(self.starts, self.ends)

    __table_args__ = (
        to("members", "member_id"),
        Index("ix_agreements_member_id", "collaborative_id", "member_id"),
        CheckConstraint("way in ('on_site', 'on_paper')", name="way"),
        CheckConstraint("afterwards in ('past_stays', 'nothing_stays')", name="afterwards"),
        CheckConstraint("ends is null or ends >= starts", name="dates"),
    )


class Waiver(Ended, OfMember, Base):
    """A member's word, in writing, that one element may be shown although a rule that protects it says no."""

    __tablename__ = "waivers"
    element_id: Mapped[UUID]
    rule: Mapped[str]
    way: Mapped[str]
    document: Mapped[str]
    signer: Mapped[str]
    signed_on: Mapped[date]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]

    __table_args__ = (
        to("members", "member_id"),
        to("elements", "element_id"),
        CheckConstraint("way in ('on_site', 'on_paper')", name="way"),
        CheckConstraint("rule in ('few_contributors', 'dominance', 'changes')", name="rule"),
        Index(
            "uq_waivers_in_force",
            "collaborative_id",
            "member_id",
            "element_id",
            "rule",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )


class Withholding(Ended, OfMember, Base):
    """What a member keeps out of every total: an element, a breakdown of everything, or one element's split by it."""

    __tablename__ = "withholdings"
    element_id: Mapped[UUID | None]
    breakdown_id: Mapped[UUID | None]
    reason: Mapped[str]
    begun_by: Mapped[UUID]
    begun_at: Mapped[datetime]
    by_backbone: Mapped[bool]  # recorded for the member, who said so elsewhere

    __table_args__ = (
        to("members", "member_id"),
        to("elements", "element_id"),
        to("breakdowns", "breakdown_id"),
        CheckConstraint("element_id is not null or breakdown_id is not null", name="something"),
        Index(
            "uq_withholdings_in_force",
            "collaborative_id",
            "member_id",
            "element_id",
            "breakdown_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("ended_at is null"),
        ),
    )
