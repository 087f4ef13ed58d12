"""Who asks in the matrix, what they ask, and what they are answered."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Self
from uuid import UUID

import httpx
from pypdf import PdfReader

from backend.kit.web import OPERATE, PUBLIC, SIGNED_IN
from backend.members.rules import BACKBONE_ROLES, GRANTS, INVITES, Role
from tests.house.doors import Door, Slot
from tests.house.twins import NEIGHBOUR, OURS
from tests.makers import Visitor

BOTH = "both"  # approver in one twin, coordinator in the other
OBSERVER = "observer"  # refused by the guard as the partner is: where they may not go, one id is enough
OPERATOR = "operator"  # looks after the installation; holds no role anywhere
EVERYONES = "everyone's"  # of no single member
Held = tuple[tuple[Role, str], ...]  # roles, each with the code of its member or nothing

AUDIENCES: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        role: frozenset({"public", "members", "own_member", "partners", "backbone"})
        if role in BACKBONE_ROLES
        else frozenset({"public", "members", "own_member"})
        if role.of_member
        else frozenset({"public", "members"})
        if role is Role.OBSERVER
        else frozenset({"public", "partners"})
        for role in Role
    }
)
CAST: Mapping[str, Held] = {
    "nobody": (),
    "partner": ((Role.PARTNER, ""),),
    "viewer": ((Role.VIEWER, OURS),),
    "contributor": ((Role.CONTRIBUTOR, OURS),),
    "approver": ((Role.APPROVER, OURS),),
    OBSERVER: ((Role.OBSERVER, ""),),
    "neighbour": ((Role.CONTRIBUTOR, NEIGHBOUR), (Role.APPROVER, NEIGHBOUR)),
    "coordinator": ((Role.COORDINATOR, ""),),
    "administrator": ((Role.ADMINISTRATOR, ""),),
    BOTH: ((Role.APPROVER, OURS),),
    OPERATOR: (),
}


@dataclass(frozen=True)
class Caller:
    """Somebody of one twin, or nobody. token: of the program this person sends, for the twin that asks."""

    name: str
    visitor: Visitor
    roles: frozenset[Role] = frozenset()
    members: frozenset[UUID] = frozenset()
    token: str = ""

    @property
    def backbone(self) -> bool:
        return bool(self.roles & BACKBONE_ROLES)

    def may(self, permission: str) -> bool:
        signed_in = self.visitor.person_id is not None
        granted = {str(may) for role in self.roles for may in GRANTS[role]}
        operates = permission == OPERATE and self.name == OPERATOR
        return permission == PUBLIC or (permission == SIGNED_IN and signed_in) or operates or permission in granted

    def owns(self, table: str, row: Mapping[str, Any]) -> bool:
        """Whether what an id names is there for this person at all."""
        if "audience" in row:
            audiences = {"public"}.union(*(AUDIENCES[role] for role in self.roles))
            return row["audience"] in audiences and row["published_at"] is not None
        if "person_id" in row and row["person_id"] == str(self.visitor.person_id):
            return True
        if self.name == OPERATOR:
            return False
        if table == "rounds" and row["opened_at"] is None:
            return self.backbone  # only planned
        if table in ("sign_ins", "api_tokens") or ("role" in row and not self._gives(row["role"])):
            return False
        member = row["id"] if table == "members" else row.get("member_id", EVERYONES)
        return self.backbone or member == EVERYONES or member in {str(id) for id in self.members}

    def sees(self, table: str, row: Mapping[str, Any]) -> bool:
        """A coordinator sees administrators' roles, which only an administrator gives and ends."""
        return self.owns(table, row) or ("role" in row and self.backbone)

    def _gives(self, role: str) -> bool:
        return any(role in INVITES.get(held, ()) for held in self.roles)


@dataclass(frozen=True)
class Answer:
    status: int
    head: str
    body: str

    @classmethod
    def of(cls, response: httpx.Response) -> Self:
        """With all text there is in it, and without what differs from one moment to the next."""
        request_id = response.headers.get("x-request-id", "")
        named = sorted(response.headers.multi_items())
        head = "\n".join(f"{name}: {value}" for name, value in named if name not in ("date", "x-request-id"))
        match response.headers.get("content-type", "").partition(";")[0]:
            case "application/pdf":
                body = _pdf_text(response.content)
            case kind if kind.endswith("spreadsheetml.sheet"):
                body = _workbook_text(response.content)
            case _:
                body = response.content.decode("utf-8", "replace")
        return cls(response.status_code, head, body.replace(request_id, "") if request_id else body)

    @property
    def text(self) -> str:
        return f"{self.status}\n{self.head}\n{self.body}"


@cache
def _pdf_text(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    return digest + "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@cache
def _workbook_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(f"{name}\n{book.read(name).decode('utf-8', 'replace')}" for name in sorted(book.namelist()))


@dataclass(frozen=True)
class Asked:
    """One request: who wants through which door, where, with which ids in its slots, and other values of its path."""

    door: Door
    who: Caller
    slug: str
    ids: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)

    def put(self, slot: Slot, id: str) -> "Asked":
        ids = (*self.ids[: slot.number], id, *self.ids[slot.number + 1 :])
        return replace(self, ids=ids)

    @property
    def sent(self) -> tuple[str, ...]:
        return (self.slug, *self.ids)

    def faceless(self, answer: Answer) -> str:
        """The answer without what the asker named."""
        text = answer.text.replace(self.slug, "{slug}") if self.slug else answer.text
        for number, id in enumerate(self.ids):
            text = text.replace(id, f"{{{number}}}")
        return text

    def __str__(self) -> str:
        return f"{self.door.name} as {self.who.name}"
