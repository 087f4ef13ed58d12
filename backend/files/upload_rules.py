"""The states of an upload, and who may send what for whom. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from backend.kit.errors import Conflict, Refused
from backend.kit.languages import later, translated
from backend.members.rules import Principal, Role

MOST_BYTES = 20_000_000
AT_ONCE = 2_400  # cells saved while one waits; more are saved in the background
BEATS_EVERY = timedelta(seconds=1)
SILENT = timedelta(seconds=30)  # whoever worked on it is gone
CONTENT_KEPT = timedelta(days=30)
ROW_KEPT = timedelta(
    days=2 * 365
)  # as long as evidence: until then a figure is asked about; the trail tells of it after
MOST_KEPT = 200_000_000  # bytes of one member's files, and of those of many members together


class UploadState(StrEnum):
    """
    reading → read → saving → saved
       │        │      └──────────┐
       ├→ refused └→ cancelled    ├→ cancelled, interrupted: nothing was saved
       └→ cancelled, interrupted ─┘
    """

    READING = "reading"
    READ = "read"
    REFUSED = "refused"
    SAVING = "saving"
    SAVED = "saved"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def under_way(self) -> bool:
        return self in (UploadState.READING, UploadState.SAVING)

    @property
    def shown_as(self) -> str:
        return _SHOWN_AS[self]


_SHOWN_AS = {
    UploadState.READING: later("being read"),
    UploadState.READ: later("read, not saved"),
    UploadState.REFUSED: "refused",
    UploadState.SAVING: later("being saved"),
    UploadState.SAVED: "saved",
    UploadState.CANCELLED: "cancelled",
    UploadState.INTERRUPTED: "interrupted",
}


def state_of(written: str, beat_at: datetime, now: datetime) -> UploadState:
    """What it is by now: work that gives no sign of life any more was interrupted, whether or not that was written."""
    state = UploadState(written)
    return UploadState.INTERRUPTED if state.under_way and now - beat_at > SILENT else state


def sends_for(by: Principal, member_id: UUID) -> bool:
    """Whether this person sends for the member what it gave the backbone, and not as one of its own.

    Raises:
        Refused: neither.
    """
    roles = by.roles_for(member_id)
    if Role.CONTRIBUTOR in roles:
        return False
    if Role.COORDINATOR in roles:
        return True
    raise Refused(translated("Only a contributor of this member, or a coordinator for it, can send a file here."))


def may_work_on(by: Principal, sent_by: UUID) -> None:
    """Raises Refused: what one person sent, another neither saves nor cancels."""
    if by.person_id != sent_by:
        raise Refused(translated("Somebody else sent this file. Whoever sent it saves it; you can send your own."))


def may_save(at: UploadState) -> None:
    """Raises Conflict when it is not waiting to be saved."""
    if at is not UploadState.READ:
        raise Conflict(
            translated(
                "This file is %(state)s; only one that was read and not saved yet can be saved.",
                state=translated(at.shown_as),
            )
        )


def may_cancel(at: UploadState) -> None:
    """Raises Conflict when there is nothing left to cancel."""
    if not at.under_way and at is not UploadState.READ:
        raise Conflict(
            translated("This file is %(state)s already, so there is nothing to cancel.", state=translated(at.shown_as))
        )
