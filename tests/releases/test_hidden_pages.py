"""Why something is hidden, by HTTP: the rule and what would help, for the backbone; a sentence for everyone else."""

from backend.members.rules import Role
from tests.makers import Here
from tests.releases.reporting import HOSPITALS, Q1, Reporting


async def small(world: Reporting) -> str:
    """Two local hires in each hospital; all else as usual. Returns the page's address."""
    of = await world.opened(Q1)
    for member in HOSPITALS:
        await world.answered(of, member, local_hires=2)
    return f"/{world.here.slug}/releases/{await world.released(of)}/hidden"


async def test_the_coordinator_reads_the_rule_and_readers_read_none(world: Reporting):
    address = await small(world)
    told = await world.here.coordinator.get(address)
    assert told.status_code == 200
    assert "between 1 and 10 people" in told.text
    assert "Nobody can agree to show it" in told.text
    assert "Local hires" in told.text
    for visitor in (await world.person(Role.APPROVER, "Ash"), await world.person(Role.PARTNER)):
        assert (await visitor.get(address)).status_code in (403, 404)
    public = (await world.here.anyone().get(f"/{world.here.slug}")).text
    assert "rests on too few of them" in public
    assert "between 1 and 10 people" not in public.split("What we show")[0]


async def test_the_report_to_be_approved_leads_to_it(world: Reporting):
    id = await world.gathered(await world.reported(Q1))
    page = (await world.here.coordinator.get(f"/{world.here.slug}/releases/{id}")).text
    assert f"/releases/{id}/hidden" in page
    nothing = await world.here.coordinator.get(f"/{world.here.slug}/releases/{id}/hidden")
    assert "Nothing in this report is hidden" in nothing.text


async def test_a_neighbours_report_is_not_found(world: Reporting, elsewhere: Here):
    address = await small(world)
    assert (await elsewhere.coordinator.get(address)).status_code == 404
    assert (await elsewhere.coordinator.get(address.replace(world.here.slug, elsewhere.slug))).status_code == 404
