"""The standard agreement: plain words, to be read and changed by whoever has to answer for them before they are offered."""

from datetime import UTC, datetime
from pathlib import Path

from backend.agreements.rules import AUDIENCES, Afterwards
from backend.agreements.tables import ModelAgreement

_TEXT = Path(__file__).with_name("standard.txt")
RETENTION = (
    "What a member entered stays with the member, to be read and taken along, until the member asks in"
    " writing for it to be destroyed. Reports that were published stay as they are."
)


def standard(name: str) -> ModelAgreement:
    """For the collaborative of this name; never stored, so that a better text reaches whoever has none of its own."""
    return ModelAgreement(
        version=0,
        title=f"Data use agreement of {name}",
        document=_TEXT.read_text(encoding="utf-8").replace("COLLABORATIVE", name).strip(),
        months=24,
        audiences=list(AUDIENCES),
        afterwards=Afterwards.PAST_STAYS.value,
        retention=RETENTION,
        offered_at=datetime.min.replace(tzinfo=UTC),
    )
