"""Job claims: a due job is claimed by a row in the same transaction as its effect, so that it happens once."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base


class JobClaim(Base):
    """Unwalled: the scheduler claims before it knows a collaborative."""

    __tablename__ = "job_claims"
    job: Mapped[str] = mapped_column(primary_key=True)
    due: Mapped[datetime] = mapped_column(primary_key=True)
    claimed_at: Mapped[datetime] = mapped_column(server_default=func.now())
