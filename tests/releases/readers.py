"""Everyone who may come by a published report, and which of its files each may read."""

from backend.members.rules import Role
from tests.makers import Visitor
from tests.releases.reporting import Reporting

AUDIENCES = ("backbone", "members", "partners", "public")
MAY_READ = {
    "nobody": {"public"},
    "viewer": {"members", "public"},
    "approver": {"members", "public"},
    "partner": {"partners", "public"},
    "coordinator": set(AUDIENCES),
    "administrator": set(AUDIENCES),
}


async def everyone(world: Reporting) -> dict[str, Visitor]:
    return {
        "nobody": world.here.anyone(),
        "viewer": await world.person(Role.VIEWER, "Ash"),
        "approver": await world.person(Role.APPROVER, "Ash"),
        "partner": await world.person(Role.PARTNER),
        "coordinator": world.here.coordinator,
        "administrator": world.here.administrator,
    }


def address(world: Reporting, then: str = "") -> str:
    return f"/{world.here.slug}/{then}"
