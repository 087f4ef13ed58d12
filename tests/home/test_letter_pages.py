"""What became of letters: seen by the backbone, with the mail server's own words, and by nobody else."""

import re
from datetime import timedelta

import sqlalchemy as sa

from backend.home.letter_pages import PAGE
from backend.kit import mail
from backend.kit.db import now
from backend.kit.mail import Envelope, Letter
from backend.kit.outbox import REFUSED_KEPT, forget_addresses
from backend.members.rules import Role
from tests.makers import Here

SAID = "550 No such mailbox <b>here</b>"


async def letter(here: Here, to: str, **facts: object) -> None:
    async with here.session() as session:
        mail.put(session, Envelope(to, f"About {to}", "text"))
        await session.flush()
        await session.execute(sa.update(Letter).where(Letter.recipient == to).values(**facts))


async def read(here: Here, query: str = "") -> str:
    answer = await here.coordinator.get(f"/{here.slug}/letters{query}")
    assert answer.status_code == 200
    return answer.text


async def test_a_refusal_is_shown_in_the_server_s_words_and_on_the_first_page(here: Here) -> None:
    assert "No letter has been written yet" in await read(here)
    assert "refused by a mail server" not in (await here.coordinator.get(f"/{here.slug}/home")).text
    await letter(here, "gone@example.org", refused_at=now(), refusal=SAID)
    text = await read(here)
    assert "gone@example.org" in text
    assert "550 No such mailbox &lt;b&gt;here&lt;/b&gt;" in text
    assert "1 letter was refused by a mail server" in (await here.coordinator.get(f"/{here.slug}/home")).text


async def test_letters_are_told_apart_by_what_became_of_them(here: Here) -> None:
    await letter(here, "taken@example.org", sent_at=now())
    await letter(here, "waits@example.org", tries=3, refusal="450 Try later", next_try_at=now() + timedelta(hours=1))
    await letter(here, "gone@example.org", refused_at=now(), refusal=SAID)
    for only, address in (("sent", "taken"), ("waiting", "waits"), ("refused", "gone")):
        text = await read(here, f"?only={only}")
        assert [one for one in ("taken", "waits", "gone") if f"{one}@example.org" in text] == [address]
    assert "Waiting after 3 tries: 450 Try later" in await read(here)
    assert (await here.coordinator.get(f"/{here.slug}/letters?only=lost")).status_code == 400


async def test_no_letter_is_passed_over_between_two_pages_however_many_were_written_at_once(here: Here) -> None:
    """A collection that opens writes to everybody in one transaction: all at one moment."""
    written = {f"p{number:03}@example.org" for number in range(2 * PAGE + 5)}
    async with here.session() as session:
        for to in sorted(written):
            mail.put(session, Envelope(to, "It is open", "text"))
    pages = [await read(here, "?only=waiting")]
    while earlier := re.search(r'href="(\?only=waiting&amp;before=[^"]+)"', pages[-1]):
        pages.append(await read(here, earlier[1].replace("&amp;", "&")))
    found = [one for text in pages for one in re.findall(r"p\d{3}@example\.org", text)]
    assert (len(pages), len(found), set(found)) == (3, len(written), written)
    assert (await here.coordinator.get(f"/{here.slug}/letters?before=yesterday")).status_code == 422


async def test_members_and_partners_do_not_see_who_is_written_to(here: Here) -> None:
    member = await here.member()
    await letter(here, "gone@example.org", refused_at=now(), refusal=SAID)
    for role, whose in ((Role.APPROVER, member), (Role.CONTRIBUTOR, member), (Role.PARTNER, None)):
        person = await here.person(role, whose)
        assert (await person.get(f"/{here.slug}/letters")).status_code == 403
        assert "gone@example.org" not in (await person.get(f"/{here.slug}/home")).text
    assert (await here.administrator.get(f"/{here.slug}/letters")).status_code == 200


async def test_the_address_of_a_refused_letter_is_forgotten_later_than_of_a_taken_one(here: Here) -> None:
    old = now() - timedelta(days=2)
    await letter(here, "taken@example.org", sent_at=old)
    await letter(here, "gone@example.org", refused_at=old, refusal=SAID)
    await _sweep(here, days=1)
    text = await read(here)
    assert ("taken@example.org" in text, "gone@example.org" in text) == (False, True)
    async with here.session() as session:
        await session.execute(sa.update(Letter).values(refused_at=now() - REFUSED_KEPT - timedelta(days=2)))
    await _sweep(here, days=1)
    assert "gone@example.org" not in await read(here)


async def _sweep(here: Here, *, days: int) -> None:
    async with here.session() as session:
        await forget_addresses(session, before=now() - timedelta(days=days))
