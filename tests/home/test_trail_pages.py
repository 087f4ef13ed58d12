"""Who changed what, narrowed and as a file."""

from datetime import date, timedelta

import pytest

from backend.home import letter_pages, trail_pages
from backend.kit import mail
from backend.kit.mail import Envelope
from backend.members.rules import Role
from tests.makers import Here
from tests.worlds import statements


async def test_changes_are_narrowed_by_who_what_whose_and_when(here: Here, elsewhere: Here) -> None:
    keck, cedars = await here.member("Keck"), await here.member("Cedars")
    for by, member, reason in ((here.coordinator, keck, "One officer"), (here.administrator, cedars, "A small town")):
        await by.send_form(f"/{here.slug}/members/{member.id}/one-person", reason=reason)
    at = f"/{here.slug}/trail"

    async def read(query: str) -> str:
        answer = await here.administrator.get(f"{at}?{query}")
        assert answer.status_code == 200
        return answer.text.split("<tbody>", 1)[-1]

    changed = await read("what=members&deed=update")
    assert "One officer" in changed
    assert "<q>Cedars</q>" in changed
    assert changed.index("A small town") < changed.index("One officer")
    oldest = await read("what=members&deed=update&sort=at")
    assert oldest.index("One officer") < oldest.index("A small town")
    assert "A small town" not in await read(f"who={here.coordinator.person_id}")
    assert "One officer" not in await read(f"who={here.administrator.person_id}")
    today = date.today()
    assert "One officer" in await read(f"from={today - timedelta(days=1)}&to={today + timedelta(days=1)}")
    assert "None of them." in await read(f"to={today - timedelta(days=2)}")
    with statements(here) as sent:
        await read("")
    assert len(sent) <= 12
    taken = (await here.administrator.get(f"{at}?what=members&deed=update&file=csv")).content.decode("utf-8-sig")
    assert taken.startswith("When,Who,What,Called,Member,Details")
    assert "one person reason: One officer" in taken
    assert taken.count("\r\n") == 3
    for faulty in ("what=entries", "who=somebody", "from=yesterday", f"who={elsewhere.coordinator.person_id}"):
        assert (await here.administrator.get(f"{at}?{faulty}")).status_code == 422
    for beyond in ("to=9999-12-31", "from=0001-01-01", "before=0001-01-01T00:00:00%2B14:00", "before=soon"):
        assert (await here.administrator.get(f"{at}?{beyond}")).status_code == 422, beyond
    assert (await (await here.person(Role.APPROVER, keck)).get(f"{at}?file=csv")).status_code == 403


async def test_a_file_that_ends_before_the_list_does_says_so(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of changes, and of letters."""
    async with here.session() as session:
        for number in range(3):
            mail.put(session, Envelope(f"p{number}@example.org", "It is open", "text"))
    for module, path, most in ((trail_pages, "trail", 1), (letter_pages, "letters", 2)):
        monkeypatch.setattr(module, "MOST_IN_FILE", most)
        assert f"A file ends after {most} rows" in (await here.administrator.get(f"/{here.slug}/{path}")).text
        cut = (await here.administrator.get(f"/{here.slug}/{path}?file=csv")).content.decode("utf-8-sig")
        assert f"There are more: this file ends after {most} rows" in cut.rstrip("\r\n").split("\r\n")[-1]
        assert len(cut.rstrip("\r\n").split("\r\n")) == 1 + most + 1
        assert (await here.administrator.get(f"/{here.slug}/{path}?file=xlsx")).status_code == 200
        monkeypatch.setattr(module, "MOST_IN_FILE", 10_000)
        whole = (await here.administrator.get(f"/{here.slug}/{path}?file=csv")).text
        assert "There are more" not in whole
        today = date.today() + timedelta(days=2)
        none = (await here.administrator.get(f"/{here.slug}/{path}?file=csv&from={today}")).text
        assert none.count("\r\n") == 1
