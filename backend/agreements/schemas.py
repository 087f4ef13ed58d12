"""What people send to this room's pages."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from backend.agreements.agreed import Signature, Terms
from backend.agreements.rules import AUDIENCES, Afterwards, Waived
from backend.kit.forms import Form, MaybeDay
from backend.kit.languages import later

MaybeId = Annotated[UUID | None, BeforeValidator(lambda sent: sent or None)]
MaybeNumber = Annotated[int | None, BeforeValidator(lambda sent: sent or None)]


class Readers(Form):
    """Whom totals with the member's figures in them are for; the backbone sees them in any case."""

    for_members: Annotated[bool, Field(title=later("The other members"))] = False
    for_partners: Annotated[bool, Field(title=later("Community partners"))] = False
    for_public: Annotated[bool, Field(title=later("The public"))] = False
    afterwards: Annotated[Afterwards, Field(title=later("After it ends"))]
    retention: Annotated[str, Field(title=later("Keeping and destroying"))] = ""
    title: Annotated[str, Field(title=later("Title"))] = ""
    document: Annotated[str, Field(title=later("What was agreed"))] = ""

    @property
    def audiences(self) -> Sequence[str]:
        told = (self.for_members, self.for_partners, self.for_public)
        return [name for name, is_told in zip(AUDIENCES, told, strict=True) if is_told]


class Offering(Readers):
    """A new version of the model. months: how long it holds from its acceptance; empty: without a last day."""

    months: Annotated[MaybeNumber, Field(title=later("Months"))] = None

    def terms(self, today: date) -> Terms:
        return Terms(self.title, self.document, today, None, self.audiences, self.afterwards, self.retention)


class Recording(Readers):
    """What was signed on paper. covers: everything, or what the page's boxes name."""

    starts: Annotated[MaybeDay, Field(title=later("First day"))] = None
    ends: Annotated[MaybeDay, Field(title=later("Last day"))] = None
    signer: Annotated[str, Field(title=later("Signed by"))] = ""
    signed_on: Annotated[MaybeDay, Field(title=later("Signed on"))] = None
    covers: Annotated[str, Field(title=later("Covers"))] = "everything"

    def terms(self, elements: Sequence[str], breakdowns: Sequence[str], today: date) -> Terms:
        """elements, breakdowns: those whose boxes are ticked. Without a first day it begins when it was signed."""
        some = self.covers == "some"
        return Terms(
            self.title,
            self.document,
            self.starts or self.signed_on or today,
            self.ends,
            self.audiences,
            self.afterwards,
            self.retention,
            elements if some else None,
            breakdowns if some else None,
        )

    def signature(self) -> Signature:
        return Signature(self.signer, self.signed_on)


class Accepting(Form):
    version: Annotated[int, Field(title=later("Version"))]
    read: Annotated[bool, Field(title=later("I have read it"))] = False


class Ending(Form):
    reason: Annotated[str, Field(title=later("Why"))] = ""


class Withholding(Form):
    element: Annotated[MaybeId, Field(title=later("Question"))] = None
    breakdown: Annotated[MaybeId, Field(title=later("Split by"))] = None
    reason: Annotated[str, Field(title=later("Why"))] = ""


class Waiving(Form):
    element: Annotated[UUID, Field(title=later("Question"))]
    rule: Annotated[Waived, Field(title=later("Protection"))]
    document: Annotated[str, Field(title=later("In writing"))] = ""
    signer: Annotated[str, Field(title=later("Signed by"))] = ""
    signed_on: Annotated[MaybeDay, Field(title=later("Signed on"))] = None


class SwitchingOff(Form):
    breakdown: Annotated[UUID, Field(title=later("Split"))]
    reason: Annotated[str, Field(title=later("Why"))] = ""
