"""What is no longer needed for anything goes. Running twice changes nothing, so no moment is claimed."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from backend.kit import outbox, repeats
from backend.kit.db import Database, Scope
from backend.kit.settings import Settings
from backend.members import limits
from backend.members.everywhere import everywhere
from backend.members.tables import AddressChange, ApiToken, Collaborative, SignIn, SignInCode

KEPT = timedelta(days=1)  # the longest window a limit counts in
SIGN_INS_KEPT = timedelta(days=30)  # for questions about who was in


async def sweep(database: Database, _settings: Settings, due: datetime) -> None:
    """Codes and links too old to open anything, limits' windows, letters' addresses once they left, tokens and sign-ins
    long ended, answers kept for repeats that come no more.
    """
    before = due - KEPT
    async with database.session(None) as session, session.begin():
        for table in (SignInCode, AddressChange):
            await session.execute(sa.delete(table).where(table.expires_at < before))
        await session.execute(sa.delete(SignIn).where(SignIn.expires_at < due - SIGN_INS_KEPT))
        await session.execute(sa.delete(ApiToken).where(ApiToken.expires_at < due - SIGN_INS_KEPT))
        await limits.forget_old(session, before=before)
        await outbox.forget_old(session, before=before)

    async def there(here: Collaborative) -> None:
        async with database.session(Scope.everything_in(here.id)) as session, session.begin():
            await outbox.forget_addresses(session, before=before)
            await repeats.forget_old(session, before=due - repeats.KEPT)

    await everywhere(database, "sweep sign-ins", there)
