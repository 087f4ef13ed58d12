"""The matrix: every door, for each kind of person of one twin, with its own ids, ids that are not its own, and absent ones.

What is another's is answered as if it were not: byte for byte as an id nobody ever had. What belongs to the other twin shows
in no byte of any answer. Only then come the deeds one may do to what is one's own, each by somebody who came for it.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from itertools import islice, pairwise, product, zip_longest
from typing import Any
from uuid import uuid4

import asyncpg

from backend.kit.web import DEMONSTRATE, OPERATE, PUBLIC, SAFE
from backend.members import tokens
from backend.members.rules import Role
from tests.house.callers import BOTH, CAST, OBSERVER, OPERATOR, Answer, Asked, Caller, Held
from tests.house.doors import LETTERS, Book, Door, Row, Slot, filled, letter, slots
from tests.house.marks import Marks
from tests.house.twins import Twin, secret
from tests.makers import Program

REFUSED = "Your role here does not include this."  # what the guard says
OWN, STRANGE = 14, 4  # so many ids of one's own, and of each of the others, are tried
SHUT = 1  # so many of each of the others by whoever may not go in at all: the lock does not read what the address names
WALLED_KINDS = {"submissions", "rounds", "releases", "editions", "roles", "invitations", "members"}


class Matrix:
    """ours: whose people ask. theirs: what must not be there for them. book: what is sent through a door."""

    def __init__(self, ours: Twin, theirs: Twin, book: Book, db: asyncpg.Connection) -> None:
        self.ours, self.theirs, self.book, self.db = ours, theirs, book, db
        self.faults: list[str] = []
        self.opened: set[str] = set()
        self.calls = 0
        self.absent_slug = f"t-{uuid4().hex[:12]}"
        self.everybody: list[Caller] = []
        self._in_both: list[Caller] = []
        self._secrets: dict[str, list[str]] = {}  # somebody else's, of each twin
        self._marks = Marks()
        self._forbidden: dict[str, Marks] = {}

    async def gather(self, *, in_both: int) -> None:
        """The people who ask, then stock is taken. in_both: how many more who have roles in both will be needed."""
        for name, held in CAST.items():
            self.everybody.append(await self._come(name, held))
        self._in_both = [await self._come(BOTH, CAST[BOTH]) for _ in range(in_both)]
        await self.theirs.here.token(self.theirs.people[Role.PARTNER])
        for of in LETTERS:
            partners = [(twin, twin.people[Role.PARTNER].person_id) for twin in (self.ours, self.theirs)]
            self._secrets[of] = [await secret(twin, of, person, tokens.new()) for twin, person in partners]
        await self.ours.read(self.db)
        await self.theirs.read(self.db)
        self._marks = self.theirs.marks()

    async def walk(self, doors: Iterable[Door]) -> list[str]:
        """Faults. What changes nothing is asked first; doors that change something open in the book's order."""
        found = {door.name: door for door in doors}
        inside = [found[name] for name in self.book if name in found]
        kinds = {slot.kind for door in inside for slot in slots(door, self.book[door.name])} - {"secret"}
        if missing := sorted(kind for kind in kinds if not (self.ours.rows[kind] and self.theirs.rows[kind])):
            raise AssertionError(f"the twins have none of {', '.join(missing)}: let the road make some")
        for door in sorted(inside, key=lambda door: not door.safe):
            for who in self.everybody:
                if door.safe:
                    await self._with_own(door, who)
                if who.may(door.may) or who.name != OBSERVER:
                    await self._with_strange(door, who)
        for door in inside:
            for who in () if door.safe else self.everybody:
                await self._with_own(door, who)
        return self.faults

    # ---- Who -----------------------------------------------------------------------------------------------------

    async def _come(self, name: str, held: Held) -> Caller:
        here = self.ours
        if name == OPERATOR:
            return Caller(name, await here.here.operator(name=name.title()))
        if not held:
            return Caller(name, here.here.anyone())
        roles = [(role, here.members[code] if code else None) for role, code in held]
        visitor = await here.person(*roles, name=name.title())
        if name == BOTH:
            await self.theirs.give(visitor, (Role.COORDINATOR, None))
        members = frozenset(member.id for _, member in roles if member)
        token = await here.here.token(visitor)
        return Caller(name, visitor, frozenset(role for role, _ in roles), members, token)

    async def _fresh(self, who: Caller) -> Caller:
        """Somebody like this who has done nothing yet."""
        if who.name == BOTH:
            return self._in_both.pop()
        return await self._come(who.name, CAST[who.name])

    # ---- With one's own ids --------------------------------------------------------------------------------------

    async def _with_own(self, door: Door, who: Caller) -> None:
        """The door opens for whoever may, and for nobody else."""
        row = self.book[door.name]
        if not door.safe and who.name == BOTH and not door.inside:
            return  # what one does to oneself one does in both
        one = who if door.safe or not who.may(door.may) else await self._fresh(who)
        async for asked in self.own_requests(door, row, one):
            answer = await self._ask(asked)
            self._judge(asked, answer)
            if answer.status < 400 and who.may(door.may):
                self.opened.add(door.name)
                if not door.safe:
                    return

    async def own_requests(self, door: Door, row: Row, who: Caller) -> AsyncIterator[Asked]:
        """With each of one's own ids; with one of the twin's, for whoever may not."""
        slug = self.ours.here.slug if door.inside else ""
        choices = [await self._own(door, slot, who) for slot in slots(door, row)]
        if not who.may(door.may):
            choices = [one[:1] for one in choices]
        together = (ids for ids in product(*choices) if self._of_one_another(slots(door, row), ids))
        for ids in islice(together, OWN):
            for values in product(*row.values.values()):
                yield Asked(door, who, slug, ids, dict(zip(row.values, values, strict=True)))

    def _of_one_another(self, places: Sequence[Slot], ids: Sequence[str]) -> bool:
        """Whether what the address names inside something else is that one's: an extension of this round."""
        path = [(slot.kind, id) for slot, id in zip(places, ids, strict=True) if slot.at == "path"]
        for (outer, of), (inner, id) in pairwise(path):
            row = next((row for row in self.ours.rows.get(inner, ()) if str(row["id"]) == id), {})
            if str(row.get(f"{outer.removesuffix('s')}_id", of)) != of:
                return False
        return True

    async def _own(self, door: Door, slot: Slot, who: Caller) -> list[str]:
        if slot.kind == "secret":
            return [await self._secret(door, who)]
        if slot.kind in ("sign_ins", "api_tokens", "saved_views") and who.visitor.person_id:
            query = f"select id from {slot.kind} where person_id = $1"
            found = await self.db.fetch(query, who.visitor.person_id)
            return [str(row["id"]) for row in found]
        rows = self.ours.rows[slot.kind]
        own = [row for row in rows if who.owns(slot.kind, row)]
        return _varied(own if own or who.may(door.may) else rows[:1])

    async def _secret(self, door: Door, who: Caller) -> str:
        """This person's, in the browser that asked for it."""
        browser = tokens.new()
        who.visitor.cookies.set("anchorline-browser", browser, domain="127.0.0.1", path="/")
        person = who.visitor.person_id or self.ours.people[Role.PARTNER].person_id
        return await secret(self.ours, letter(door), person, browser)

    def _judge(self, asked: Asked, answer: Answer) -> None:
        door, who, row = asked.door, asked.who, self.book[asked.door.name]
        refused = answer.status == 403 and REFUSED in answer.body
        signs_in = answer.status == 303 and "location: /sign-in" in answer.head
        if door.program:
            signs_in = answer.status == 401 and "www-authenticate: Bearer" in answer.head
        if door.may == DEMONSTRATE:
            right = answer.status == 404
        elif who.name == OPERATOR and row.of_a_role:
            right = answer.status == 404  # what it names, nobody without a role has
        elif who.may(door.may):
            closed = refused or (signs_in and door.may != PUBLIC) or answer.status in (401, 404)
            right = not closed and answer.status < 500
        elif who.visitor.person_id and not door.program and (door.may == OPERATE or not who.roles):
            right = answer.status == 404  # above collaboratives one is, or it is not there; without a role nothing is
        else:
            right = refused if who.visitor.person_id and who.token else signs_in
        if not right:
            self.faults.append(f"{asked}: {answer.status} with its own {', '.join(asked.ids) or 'address'}")

    # ---- With what is not one's own ------------------------------------------------------------------------------

    async def _with_strange(self, door: Door, who: Caller) -> None:
        row = self.book[door.name]
        places = [] if row.bearer else slots(door, row)
        base = tuple([(await self._own(door, slot, who) or [_absent(slot)])[0] for slot in places])
        for values in [] if row.bearer else product(*row.values.values()):
            slug, chosen = self.ours.here.slug if door.inside else "", dict(zip(row.values, values, strict=True))
            asked = Asked(door, who, slug, base, chosen)
            for slot in places:
                await self._in_slot(asked, slot)
            if door.inside:
                await self._elsewhere(asked, places)

    async def _in_slot(self, asked: Asked, slot: Slot) -> None:
        nobodys = asked.put(slot, _absent(slot))
        expected = await self._ask(nobodys)
        found = expected.status
        if asked.who.may(asked.door.may) and slot.at == "path" and slot.kind in WALLED_KINDS and found != 404:
            self.faults.append(f"{asked}: {found} for an id nobody has")
        for id in await self._strange(asked, slot):
            self._same(asked.put(slot, id), await self._ask(asked.put(slot, id)), nobodys, expected)

    async def _strange(self, asked: Asked, slot: Slot) -> Sequence[str]:
        """Ids of the same twin that are not this person's, then of the other."""
        if slot.kind == "secret":
            return self._secrets[letter(asked.door)]
        neighbours = [row for row in self.ours.rows[slot.kind] if not asked.who.sees(slot.kind, row)]
        most = STRANGE if asked.who.may(asked.door.may) else SHUT
        return [*_varied(neighbours)[:most], *_varied(self.theirs.rows[slot.kind])[:most]]

    async def _elsewhere(self, asked: Asked, places: Sequence[Slot]) -> None:
        """The other twin's address: to whoever has no role there, as if there were none."""
        there, nowhere = self.theirs.here.slug, self.absent_slug
        if asked.who.name == BOTH:
            for slot in places:
                mine = Asked(asked.door, asked.who, there, asked.ids, asked.values)
                nobodys = mine.put(slot, _absent(slot))
                self._same(mine, await self._ask(mine), nobodys, await self._ask(nobodys))
            return
        foreign = tuple([(await self._strange(asked, slot))[-1] for slot in places])
        absent = tuple(_absent(slot) for slot in places)
        expected_at = Asked(asked.door, asked.who, nowhere, absent, asked.values)
        expected = await self._ask(expected_at)
        for ids in {foreign, asked.ids}:
            one = Asked(asked.door, asked.who, there, ids, asked.values)
            self._same(one, await self._ask(one), expected_at, expected)

    def _same(self, asked: Asked, answer: Answer, nobodys: Asked, expected: Answer) -> None:
        got, wanted = asked.faceless(answer), nobodys.faceless(expected)
        if got != wanted:
            lines = zip_longest(got.split("\n"), wanted.split("\n"))
            here, there = next((ours, nobodys) for ours, nobodys in lines if ours != nobodys)
            what = f"{answer.status}, {expected.status}: {str(here)[:200]!r} not {str(there)[:200]!r}"
            self.faults.append(f"{asked}: not as for an id nobody has: {what}")

    # ---- Asking --------------------------------------------------------------------------------------------------

    async def _ask(self, asked: Asked) -> Answer:
        answer = await self.answer(asked)
        marks = self._forbidden_to(asked).found_in(answer.text, sent=asked.sent)
        if marks:
            self.faults.append(f"{asked}: shows {', '.join(marks[:3])} with {answer.status}")
        return answer

    async def answer(self, asked: Asked) -> Answer:
        self.calls += 1
        door, row = asked.door, self.book[asked.door.name]
        ids = iter(asked.ids)
        named = {name: next(ids) for name in door.parameters if name not in row.values and name != "slug"}
        path = door.path.format(**named, **asked.values, slug=asked.slug)
        email = f"{uuid4().hex}@example.org"
        query, form = filled(row.query, ids, email), filled(row.form, ids, email)
        visitor = asked.who.visitor
        if door.program:
            return await self._by_program(asked, path, query)
        if door.method in SAFE:
            return Answer.of(await visitor.request(door.method, path, params=query))
        return Answer.of(await visitor.request(door.method, path, params=query, data={"_token": visitor.csrf, **form}))

    async def _by_program(self, asked: Asked, path: str, query: Mapping[str, Any]) -> Answer:
        """With the person's token and no cookie; with the version read just before, where one is asked for."""
        row, program = self.book[asked.door.name], Program(self.ours.here.app, asked.who.token)
        headers = {"content-type": "application/json"} if row.json else {}
        if row.match:
            headers["if-match"] = (await program.get(path.rpartition("/")[0])).headers.get("etag", '"none"')
        content = row.json.encode() or None
        sent = await program.request(asked.door.method, path, params=query, content=content, headers=headers)
        return Answer.of(sent)

    def _forbidden_to(self, asked: Asked) -> Marks:
        """All of the other twin; and of one's own twin what members wrote for whom one does not act."""
        who, slug = asked.who, asked.slug
        of_both = who.name == BOTH and slug != self.ours.here.slug
        if asked.door.may == OPERATE:  # every collaborative is named there, and nothing that is in one
            return self.ours.inside() | self.theirs.inside()
        key = f"{who.name} {of_both}"
        if key not in self._forbidden:
            others = Marks() if who.backbone else self.ours.figures(but=who.members)
            self._forbidden[key] = others if of_both else others | self._marks
        return self._forbidden[key]


def _absent(slot: Slot) -> str:
    return tokens.new() if slot.kind == "secret" else str(uuid4())


def _varied(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Their ids, one of each kind of row there is, then another of each, and so on: however a table has them in order."""
    kinds: dict[tuple[Any, ...], list[str]] = {}
    for row in sorted(rows, key=lambda row: str(row["id"])):
        kinds.setdefault(tuple(row.get(fact) for fact in ("audience", "state", "role")), []).append(row["id"])
    return [id for turn in zip_longest(*kinds.values()) for id in turn if id is not None]
