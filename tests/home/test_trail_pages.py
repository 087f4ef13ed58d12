"""Who changed what, narrowed and as a file."""

from datetime import date, timedelta

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
    assert (await (await here.person(Role.APPROVER, keck)).get(f"{at}?file=csv")).status_code == 403
