"""The road of a twin: ten quarters, one for each state a release or a submission can be in, walked by its people.

Page by page, as in the browser: so that what stands in the tables is what the site itself would have written.
"""

import re
import secrets
from base64 import b64encode
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

import tenants
from backend.agreements import actions as agreements
from backend.history.past_lines import mark
from backend.kit.db import Database, Scope
from backend.members.rules import Role
from backend.members.tables import Collaborative, Member
from backend.provisioning import actions, schemas, shown_rules
from backend.provisioning.rule_tables import RuleProposal
from tests.house.asked import people_ask
from tests.house.marks import Primes
from tests.house.twins import Twin
from tests.kit.test_pictures import png
from tests.makers import LONG_AGO, make_here

IN_WORDS = ("name", "title", "strapline", "plain", "hint", "introduction", "rationale", "text")
STATES = ("not_started", "in_progress", "submitted", "returned", "approved", "accepted")
RELEASES = ("published", "approved", "gathered")


async def make_twin(app: Any, owner: Database, database: Database, primes: Primes) -> Twin:
    """Ten quarters: one for each state a release or a submission can be in, and one that is only planned."""
    canary = f"c{secrets.token_hex(8)}"
    usa = {"country": "US", "currency": "USD", "locale": "en_US", "year_starts_in": 1}
    here = await make_here(app, owner, database, name=f"Twin {canary}", contact_email=f"{canary}@example.org", **usa)
    twin = Twin(here, canary, primes)
    brand = {"main": "#7a1f5c", "logo": b64encode(png()).decode()}
    blueprint = schemas.read(marked(tenants.load("demo"), canary) | {"brand": brand})
    async with owner.session(Scope.everything_in(here.id)) as session, session.begin():
        place = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == here.id))).one()
        await actions.align(session, place, blueprint)
        await agreements.record_for_all(session, f"On paper {canary}", today=LONG_AGO)
        twin.members = {member.code: member for member in await session.scalars(sa.select(Member))}
        place.public_page = True
    twin.tags = {member.id: f"t{secrets.token_hex(8)}" for member in twin.members.values()}
    await _people(twin)
    async with owner.session(Scope.everything_in(here.id)) as session, session.begin():
        looser = {**shown_rules.standing(place), "smallest_count": 5}
        by = twin.people[Role.ADMINISTRATOR].person_id
        session.add(RuleProposal(becomes=looser, reason=f"Staff, not patients {canary}", proposed_by=by))
    await _history(twin)
    async with owner.session(Scope.everything_in(here.id)) as session, session.begin():
        await people_ask(session, twin)
    return twin


def marked(part: Any, canary: str) -> Any:
    """A blueprint with the canary in every text; institutions keep their names, as they are no collaborative's own."""
    if isinstance(part, list):
        return [marked(one, canary) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: value
        if key == "organizations"
        else f"{value} {canary}"
        if key in IN_WORDS and isinstance(value, str)
        else marked(value, canary)
        for key, value in part.items()
    }


async def _people(twin: Twin) -> None:
    ours, neighbour, all_of_them = twin.ours, twin.neighbour, list(twin.members.values())
    for role in Role:
        twin.people[role] = await twin.person((role, ours if role.of_member else None), name=role.title())
    twin.people["other"] = await twin.person((Role.CONTRIBUTOR, neighbour), (Role.APPROVER, neighbour), name="Other")
    twin.people["writer"] = await twin.person(*((Role.CONTRIBUTOR, one) for one in all_of_them), name="Writer")
    twin.people["signer"] = await twin.person(*((Role.APPROVER, one) for one in all_of_them), name="Signer")


# ---- Deeds -----------------------------------------------------------------------------------------------------------


async def _history(twin: Twin) -> None:
    road = _Road(twin)
    await road.goals()
    published, approved, gathered, *asked = await road.rounds(len(RELEASES) + len(STATES))
    for id in (published, approved, gathered):
        await road.answer(id, twin.members.values() if id == published else [twin.ours, twin.neighbour], "accepted")
        await road.release(id, RELEASES[[published, approved, gathered].index(id)])
    for id, state in zip(asked, STATES, strict=True):
        await road.answer(id, [twin.ours, twin.neighbour], state)
    await road.send("administrator", "/evidence", taken="true", megabytes="50")
    for member in (twin.ours, twin.neighbour):
        await road.evidence(asked[1], member)
    for member in (twin.ours, twin.neighbour):
        for _ in ("to save", "to cancel"):
            await road.upload(asked[1], member)
        await road.own_file(asked[1], member)
    for member in (twin.ours, twin.neighbour):
        await road.more_time(asked[0], member)
        await road.hand_over(asked[0], member)
        await road.ask_about(asked[2], member)
    await road.cover()
    await road.bring_totals()
    for who in ("coordinator", "writer"):
        await road.keep_a_list(who)
    await road.plan("2026 Q4")
    await road.plan("2027 Q1")
    for member in (twin.ours, twin.neighbour):
        await road.keep_back(member)
    breakdown = (await road.one("select id from breakdowns order by code limit 1"))[0]
    reason = f"By law {twin.canary}"
    await road.send("administrator", "/agreements/switch-offs", breakdown=str(breakdown), reason=reason)
    for role, member in (("viewer", twin.ours), ("viewer", twin.neighbour), ("partner", None)):
        await road.invite(role, member)


class _Road:
    """Deeds of one twin's people, page by page; what is refused here is a fault of the test itself."""

    def __init__(self, twin: Twin) -> None:
        self.twin, self.slug = twin, twin.here.slug
        self.fields: dict[str, str] = {}  # of the whole form: the name of a number's field to its element

    async def send(self, who: str, path: str, **form: Any) -> None:
        answer = await self.twin.people[who].send_form(f"/{self.slug}{path}", **form)
        assert answer.status_code == 303, f"{who} {path}: {answer.status_code} {answer.text[:3000]}"

    async def one(self, sql: str, **values: Any) -> list[Any]:
        async with self.twin.here.session() as session:
            return list((await session.execute(sa.text(sql), values)).scalars())

    async def plan(self, quarter: str) -> UUID:
        [framework] = await self.one("select id from frameworks")
        today = date.today()
        days = {"opens_on": -20, "due_on": 20, "closes_on": 40}
        dates = {name: str(today + timedelta(days=by)) for name, by in days.items()}
        await self.send("coordinator", "/rounds", framework=str(framework), period=quarter, **dates)
        return (await self.one("select id from rounds order by period_start desc limit 1"))[0]

    async def rounds(self, count: int) -> list[UUID]:
        """Open ones, for quarters from 2024 on."""
        made = []
        for number in range(count):
            made.append(await self.plan(f"{2024 + number // 4} Q{number % 4 + 1}"))
            await self.send("coordinator", f"/rounds/{made[-1]}/opening")
        return made

    async def more_time(self, round_id: UUID, member: Member) -> None:
        until = str(date.today() + timedelta(days=30))
        form = {"member": str(member.id), "until": until, "reason": f"Ill {self.twin.tags[member.id]}"}
        await self.send("coordinator", f"/rounds/{round_id}/extensions", **form)

    async def ask_about(self, round_id: UUID, member: Member) -> None:
        """A query about a figure, in words that say whose it is."""
        of = "select id from submissions where round_id = :round and member_id = :member"
        [id] = await self.one(of, round=round_id, member=member.id)
        answered = (
            "select el.code from entries e join elements el on el.id = e.element_id"
            " where e.submission_id = :id and e.category_id is null and e.status is not null order by el.code limit 1"
        )
        [cell] = await self.one(answered, id=id)
        said = f"Is this all {self.twin.tags[member.id]}"
        await self.send("coordinator", f"/submissions/{id}/queries", cell=cell, words=said)

    async def cover(self) -> None:
        """The coordinator is away next century."""
        away = {"starts_on": "2099-01-01", "ends_on": "2099-01-31"}
        await self.send("coordinator", "/cover", cover=str(self.twin.people["administrator"].person_id), **away)

    async def keep_a_list(self, who: str) -> None:
        name = f"Kept {self.twin.canary}"
        await self.send(who, "/views", name=name, page="/submissions/list", query="sort=state")

    async def hand_over(self, round_id: UUID, member: Member) -> None:
        """A section to whoever writes for it."""
        of = "select id from submissions where round_id = :round and member_id = :member"
        [id] = await self.one(of, round=round_id, member=member.id)
        [section, *_] = await self.one("select code from framework_sections order by position")
        to = str(self.twin.people["writer"].person_id)
        await self.send("signer", f"/submissions/{id}/sections/owner", section=section, person=to)

    async def answer(self, round_id: UUID, members: Iterable[Member], state: str) -> None:
        """Each member's answer, on its way as far as this state; what the neighbour has begun, the backbone entered."""
        on_the_way = {
            "not_started": (),
            "in_progress": ("entries",),
            "submitted": ("entries", "submission"),
            "returned": ("entries", "submission", "return"),
            "approved": ("entries", "submission", "approval"),
            "accepted": ("entries", "submission", "approval", "acceptance"),
        }[state]
        entered_for = ("for-member/entries",)
        who = {"entries": "writer", "submission": "writer", "acceptance": "coordinator", entered_for[0]: "coordinator"}
        of = "select id from submissions where round_id = :round and member_id = :member"
        for member in members:
            [id] = await self.one(of, round=round_id, member=member.id)
            for deed in entered_for if state == "in_progress" and member == self.twin.neighbour else on_the_way:
                form = await self.form(deed, id, member)
                await self.send(who.get(deed, "signer"), f"/submissions/{id}/{deed}", **form)

    async def keep_back(self, member: Member) -> None:
        """A question withheld and a protection done without, in words that say whose they are."""
        said, path = f"Said by hand {self.twin.tags[member.id]}", f"/agreements/members/{member.id}"
        *_, last = await self.one("select id from elements where kind <> 'text' order by code")
        await self.send("signer", f"{path}/withholdings", element=str(last), breakdown="", reason=said)
        await self.send("signer", f"{path}/waivers", element=str(last), rule="dominance", document=said)

    async def goals(self) -> None:
        """Three on a series of another source, in words that say whose they are; one has the same code in both twins."""
        said = f"Said by hand {self.twin.canary}"
        await self.send("coordinator", "/series", name=f"Gap {self.twin.canary}", plain=said, unit="years")
        [series] = await self.one("select id from external_series order by position desc limit 1")
        figures = {"published_on": "2024-05-01", "source": said, "lines": "from,value\n2019,14\n2023,12\n"}
        await self.send("coordinator", f"/series/{series}/vintages", **figures)
        path = {"direction": "lower", "baseline": "14", "baseline_on": "2019-12-31", "target": "7",
                "target_on": "2030-12-31", "valid_from": "2024-01-01"}  # fmt: skip
        measured = {"level": "population", "measured_by": f"series:{series}"}
        for name in (f"Nearer {self.twin.canary}", f"Nearer still {self.twin.canary}", "Nearer together"):
            await self.send("coordinator", "/goals/new", name=name, aim=said, **path, **measured)
        [goal] = await self.one("select id from goals order by position desc limit 1")
        link = {"kind": "jobs", "title": f"Jobs {self.twin.canary}", "address": "https://jobs.example.org/"}
        await self.send("coordinator", f"/goals/{goal}/links", **link)

    async def bring_totals(self) -> None:
        """Of a quarter before this site, in words that say whose they are: one import to look at, one to take back."""
        [framework] = await self.one("select id from frameworks")
        for quarter in ("2015 Q1", "2015 Q2"):
            lines = f"element\tperiod\tvalue\nWF-0{quarter[-1]}\t{quarter}\t40"
            form = {"lines": lines, "said": f"A book {self.twin.canary}", "looked": mark(lines, str(framework), "", "")}
            await self.send("coordinator", "/past", **form, then="save")

    async def evidence(self, round_id: UUID, member: Member) -> None:
        """A file that says whose it is, in its name and in itself."""
        of = "select id from submissions where round_id = :round and member_id = :member"
        [id] = await self.one(of, round=round_id, member=member.id)
        tag, writer = self.twin.tags[member.id], self.twin.people["writer"]
        path, file = f"/{self.slug}/submissions/{id}/evidence", (f"{tag}.txt", f"Said by hand {tag}\n".encode())
        answer = await writer.post(path, data={"_token": writer.csrf}, files={"file": file})
        assert answer.status_code == 303, answer.text

    async def upload(self, round_id: UUID, member: Member) -> None:
        """The values that stand, one of them said anew; read, and not saved yet."""
        of = "select id from submissions where round_id = :round and member_id = :member"
        [id] = await self.one(of, round=round_id, member=member.id)
        tag, writer = self.twin.tags[member.id], self.twin.people["writer"]
        path = f"/{self.slug}/submissions/{id}"
        stands = (await writer.get(f"{path}/values.csv")).text.splitlines()
        noted = next(line for line in stands[1:] if line.endswith(","))  # after its note, the legend, which one row has
        content = "\r\n".join([stands[0], f"{noted.removesuffix(',')} Counted again {tag},"]).encode()
        answer = await writer.post(
            f"{path}/uploads", data={"_token": writer.csrf}, files={"file": (f"{tag}.csv", content)}
        )
        page = await writer.get(answer.headers["location"])
        assert "Save one answer" in page.text, page.text

    async def own_file(self, round_id: UUID, member: Member) -> None:
        """A table of the member's own, pointed at and read, and not saved yet."""
        of = "select id from submissions where round_id = :round and member_id = :member"
        [id] = await self.one(of, round=round_id, member=member.id)
        tag, writer = self.twin.tags[member.id], self.twin.people["writer"]
        number = self.twin.primes.for_cell("employees")
        content = f"Ward {tag},Heads {tag}\nEast {tag},{number}\n".encode()
        answer = await writer.post(
            f"/{self.slug}/submissions/{id}/uploads",
            data={"_token": writer.csrf},
            files={"file": (f"{tag}.csv", content)},
        )
        pointed = {"at.employees": "B1", "name": f"Sheet {tag}"}
        answer = await writer.send_form(f"{answer.headers['location']}/mapping", **pointed)
        assert answer.status_code == 303, answer.text

    async def form(self, deed: str, id: UUID, member: Member) -> dict[str, Any]:
        said = f"Said by hand {self.twin.tags[member.id]}"
        if deed == "return":
            return {"reason": said, "cell": ["employees", "new_hires"]}
        if not deed.endswith("entries"):
            return {"note": said} if deed == "approval" else {}
        if not self.fields:
            await self._read_fields(id)
        numbers = {name: str(self.twin.primes.for_cell(element)) for name, element in self.fields.items()}
        return {"section": "work"} | numbers | {f"t{name[1:]}": said for name in numbers}

    async def _read_fields(self, id: UUID) -> None:
        """Totals of every section, and of one element its parts: of all the parts, sums would be no primes."""
        writer, path = self.twin.people["writer"], f"/{self.slug}/submissions/{id}"
        for section in set(re.findall(r"section=(\w+)", (await writer.get(path)).text)):
            shown = (await writer.get(path, params={"section": section})).text
            for name in re.findall(r'name="(n\.[^"]+)"', shown):
                if "." not in name[2:] or name.startswith("n.new_hires.gender."):
                    self.fields[name] = name[2:]

    async def release(self, round_id: UUID, how_far: str) -> None:
        await self.send("coordinator", "/releases", round=str(round_id))
        [id] = await self.one("select id from releases where round_id = :round", round=round_id)
        for deed in {"gathered": (), "approved": ("approval",)}.get(how_far, ("approval", "publication")):
            await self.send("coordinator", f"/releases/{id}/{deed}")

    async def invite(self, role: str, member: Member | None) -> None:
        email = f"{role}.{secrets.token_hex(4)}.{self.twin.canary}@example.org"
        await self.send(
            "administrator", "/people/invitations", email=email, role=role, member=member.id if member else ""
        )
