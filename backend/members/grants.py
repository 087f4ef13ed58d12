"""GRANTS in plain words: who may do what, and invite whom. The roles page and `docs/roles.md` are both drawn here. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from backend.kit.languages import later
from backend.members.rules import DOES, GRANTS, INVITES, SHOWN, May, Role

# What everyone may anyway, or whoever has a session, is no news of a role.
OF_NO_ROLE = frozenset({May.PUBLIC, May.SIGNED_IN, May.DEMONSTRATE, May.BELONG, May.OPERATE})
PERMITS: Mapping[May, str] = MappingProxyType(
    {
        May.READ_SUBMISSIONS: later("read what was answered"),
        May.ENTER: later("enter the member’s figures and submit them"),
        May.ENTER_FOR: later("enter figures a member sent by other means, and record how it confirmed them"),
        May.APPROVE: later("approve the member’s figures, or send them back"),
        May.REVIEW: later("accept what members approved, or send it back"),
        May.MANAGE_ROUNDS: later("plan, open and close collections, and word what is counted from a day on"),
        May.SEE_PROGRESS: later("see where members are in a collection and how much stands out, without a figure"),
        May.RELEASE: later("see what figures add up to, gather reports and publish them"),
        May.MANAGE_GOALS: later("set shared goals, say where they stand, and bring figures of other sources"),
        May.READ_RELEASES: later("read the reports that are meant for them"),
        May.MANAGE_PEOPLE: later("invite people and end roles"),
        May.MANAGE_MEMBERS: later(
            "say who belongs since when, where one person may enter and approve, and which areas count"
        ),
        May.READ_TRAIL: later("see who changed what, and what became of letters"),
        May.READ_AGREEMENTS: later("read what is agreed about the use of figures"),
        May.SIGN_AGREEMENTS: later("accept the agreement for the member"),
        May.KEEP_BACK: later("end an agreement, keep questions or splits back, and do without a protection"),
        May.MANAGE_AGREEMENTS: later(
            "offer the agreement, record what was signed on paper, and switch off a split for everybody"
        ),
        May.DECIDE_EVIDENCE: later("settle whether evidence files are taken"),
        May.SAY_WHAT_IS_HEARD: later("say what people tell them about a shared goal, before a report comes out"),
        May.KEEP_SETTINGS: later("keep the settings: name, words, looks, and what is shown to whom"),
    }
)


_OPERATOR = (
    "Looks after the installation, by `anchorline operator give ADDRESS` and in no other way. One page lists the",
    "collaboratives, how much each holds, when something last happened there, and to which domains letters failed. No",
    "figure, no answer, no name and no address of a person is on it; to see more, one needs a role like everybody else.",
)


@dataclass(frozen=True, slots=True)
class Grant:
    """One role. whose: where its permissions reach."""

    name: str
    does: str
    whose: str
    permits: Sequence[str]
    invites: Sequence[str]


def grants() -> Sequence[Grant]:
    """Of every role, in the order of `Role`."""
    return [
        Grant(
            SHOWN[role],
            DOES[role],
            _whose(role),
            [text for may, text in PERMITS.items() if may in GRANTS[role]],
            [SHOWN[other] for other in Role if other in INVITES.get(role, frozenset())],
        )
        for role in Role
    ]


def _whose(role: Role) -> str:
    if role.of_member:
        return later("for one member, and nothing of the others")
    if role is Role.OBSERVER:
        return later("for the whole collaborative, and no figure of any member")
    return later("nothing of any one member") if role is Role.PARTNER else later("for the whole collaborative")


def as_markdown() -> str:
    """The same as a page of the documentation."""
    lines = [
        "# Roles",
        "",
        "Drawn from `backend/members/rules.py` (`GRANTS`, `INVITES`) by `backend/members/grants.py`; a test keeps it true.",
        "After a change there: `python -m backend.members.grants > docs/roles.md`.",
        "A person may hold several roles, in any number of collaboratives; permissions add up. Which rows a role reaches is",
        "said by the wall (docs/house.md, section 5).",
    ]
    for one in grants():
        lines += ["", f"## {one.name.capitalize()}", "", f"{one.does.capitalize()}, {one.whose}. May:", ""]
        lines += [f"- {text}" for text in one.permits]
        if one.invites:
            lines += ["", f"Invites: {', '.join(one.invites)}."]
    lines += ["", "## Above collaboratives: the operator", "", *_OPERATOR]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(as_markdown(), end="")  # noqa: T201
