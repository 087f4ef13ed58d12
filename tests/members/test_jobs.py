"""Sweeping takes what opens nothing any more, and only that."""

from datetime import timedelta

import sqlalchemy as sa

from backend.kit.db import now
from backend.kit.mail import Letter, SignInLetter
from backend.kit.settings import Settings
from backend.members.jobs import sweep
from backend.members.tables import RateLimit, SignIn, SignInCode
from tests.makers import Here


async def test_what_is_old_goes_and_what_is_not_stays(here: Here, settings: Settings) -> None:
    at, old = now(), now() - timedelta(days=40)
    person = here.coordinator.person_id

    def sign_in(key: bytes, expires: object) -> SignIn:
        return SignIn(
            person_id=person, token_hash=key, csrf="", started_at=old, seen_at=old, rotated_at=old, expires_at=expires
        )

    def code(key: bytes, expires: object) -> SignInCode:
        return SignInCode(link_hash=key, code_hash=b"", browser_hash=key, created_at=old, expires_at=expires)

    tag = here.slug
    names = {"old": f"{tag}.old".encode(), "new": f"{tag}.new".encode()}
    async with here.database.session(None) as session, session.begin():
        session.add_all([sign_in(names["old"], old), sign_in(names["new"], at), code(names["old"], old)])
        session.add_all([code(names["new"], at), RateLimit(key=f"{tag}.old", window_start=old, count=1)])
        session.add(RateLimit(key=f"{tag}.new", window_start=at, count=1))
        for name, left in (("old", old), ("new", None)):
            letter = SignInLetter(recipient=f"{tag}.{name}@example.org", subject="", body="", sent_at=left)
            session.add(letter)
            if name == "new":
                letter.refused_at = at
    await sweep(here.database, settings, at)
    async with here.database.session(None) as session:
        for column in (SignIn.token_hash, SignInCode.link_hash):
            kept = (await session.scalars(sa.select(column).where(column.in_(names.values())))).all()
            assert kept == [names["new"]]
        limits = sa.select(RateLimit.key).where(RateLimit.key.startswith(tag))
        assert (await session.scalars(limits)).all() == [f"{tag}.new"]
        letters = sa.select(SignInLetter.recipient).where(SignInLetter.recipient.startswith(tag))
        assert (await session.scalars(letters)).all() == [f"{tag}.new@example.org"]


async def test_to_whom_letters_went_is_forgotten_the_day_after(here: Here, settings: Settings) -> None:
    at = now()
    async with here.session() as session:
        for name, left in (("old", at - timedelta(days=3)), ("new", at), ("waiting", None)):
            session.add(Letter(collaborative_id=here.id, recipient=name, subject="s", body="", sent_at=left))
    await sweep(here.database, settings, at)
    async with here.session() as session:
        rows = await session.execute(sa.select(Letter.recipient, Letter.subject).order_by(Letter.recipient))
        assert [tuple(row) for row in rows] == [("", ""), ("new", "s"), ("waiting", "s")]
