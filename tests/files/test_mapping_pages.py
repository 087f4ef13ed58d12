"""A member's own file by the pages: pointed at once, read by itself the next time, asked about where it changed."""

from decimal import Decimal
from time import process_time

import pytest

from backend.files.own.pointing import pointed
from backend.kit.errors import Invalid
from backend.kit.sheets.book import Book, SheetCell, Tab
from backend.members.rules import Role
from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.files.own_files import MONEY, STAFF, fields, mine, point, saved, workbook
from tests.files.sending import send, sent, upload, uploads
from tests.worlds import FIRST, World


@pytest.fixture
async def abbeys(world: World, opened: Round) -> Submission:
    return await world.submission(opened)


async def _sent(world: World, of: Submission, content: bytes, name: str = "mine.xlsx") -> str:
    return await sent(world, of, content, name=name)


async def test_a_file_nobody_pointed_at_leads_to_the_page_that_shows_it_and_proposes(world: World, abbeys: Submission):
    at = await _sent(world, abbeys, mine())
    led = await world.contributor.get(at)
    assert (led.status_code, led.headers["location"]) == (303, f"{at}/mapping")
    page = await world.contributor.get(f"{at}/mapping")
    assert page.status_code == 200
    for text in ("Abbey hospital, workforce", 'data-at="People!B4"', 'data-at="Buying!B2"'):
        assert text in page.text
    begun = fields(page)
    assert begun["header.0"] == "3"
    assert begun["at.hires"] == ""  # “Started” may be anything
    assert begun["at.spend"] == "Buying!B2"
    assert "Proposed: the same words, in thousands." in page.text
    assert "Total</textarea>" in page.text
    assert not await saved(world)


async def test_what_was_pointed_at_is_kept_read_shown_and_saved(world: World, abbeys: Submission):
    at = await _sent(world, abbeys, mine())
    answer = await point(world.contributor, at)
    assert (answer.status_code, answer.headers["location"]) == (303, at), answer.text
    page = (await world.contributor.get(at)).text
    assert "<dt>New</dt><dd>3</dd>" in page
    assert "People!B4:B5" in page
    assert "“1 234,50” was read as 1234.5" in page
    assert (await world.contributor.send_form(f"{at}/saving")).status_code == 303
    answers = await world.answers(abbeys)
    assert answers["hires", None].number == 15
    assert answers["local_hires", None].number == 5
    assert answers["spend", None].number == Decimal(1_234_500)
    (kept,) = await saved(world)
    assert (await upload(world)).mapping_id == kept.id


async def test_next_quarter_the_file_is_read_by_itself_and_says_by_what(world: World, abbeys: Submission):
    await point(world.contributor, await _sent(world, abbeys, mine()))
    next_one = await world.submission(await world.opened(FIRST.next()))
    moved = [["Prepared in July"], *STAFF[:3], ["Security", 1, 0], *STAFF[3:5], ["Total", 16, 5]]
    at = await _sent(world, next_one, mine(People=moved))
    page = await world.contributor.get(at)
    assert page.status_code == 200
    assert "Read with “HR and buying”, saved on" in page.text
    assert "People!B5:B7" in page.text
    assert len(await saved(world)) == 1


async def test_a_file_that_fits_only_partly_comes_with_what_is_missing_marked(world: World, abbeys: Submission):
    await point(world.contributor, await _sent(world, abbeys, mine()))
    renamed = [["Department", "Starters (headcount)", "of them local"], *STAFF[3:]]
    at = await _sent(world, abbeys, mine(People=renamed))
    page = await world.contributor.get(f"{at}/mapping")
    assert "is not quite as it was when “HR and buying” was saved" in page.text
    assert "“started” is not there." in page.text
    begun = fields(page)
    assert begun["at.hires"] == ""
    assert begun["at.local_hires"] == "People!C1"
    assert begun["name"] == "HR and buying"
    answer = await point(world.contributor, at, at__hires="People!B1", at__local_hires="People!C1", header__0="1")
    assert answer.status_code == 303, answer.text
    old, new = await saved(world)
    assert (old.retired_at is None, new.retired_at is None) == (False, True)


async def test_what_is_not_clear_comes_back_with_everything_typed(world: World, abbeys: Submission):
    unclear = [*STAFF[:4], ["Pharmacy", "n/a", None], *STAFF[5:]]
    at = await _sent(world, abbeys, mine(People=unclear))
    again = await point(world.contributor, at, name="My sheet")
    assert again.status_code == 422
    assert "<strong>People!B5</strong>: “n/a” is no number" in again.text
    assert "“n/a” means" in again.text
    assert "A blank cell means" in again.text
    assert fields(again)["at.hires"] == "People!B3"
    assert fields(again)["name"] == "My sheet"
    assert not await saved(world)
    words = {"word.1": "n/a", "means.1": "not_available", "word.2": "", "means.2": "zero"}
    assert (await point(world.contributor, at, name="My sheet", **words)).status_code == 303
    await world.contributor.send_form(f"{at}/saving")
    answers = await world.answers(abbeys)
    assert str(answers["hires", None].status) == "not_available"
    assert answers["local_hires", None].number == 4


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"at__hires": "the first one"}, "“the first one” is no cell of this file; write one like People!C4."),
        ({"at__hires": "B3"}, "Say on which tab"),
        ({"at__hires": "Elsewhere!B3"}, "there are “People”, “Buying”"),
        ({"at__hires": "People!H3"}, "There is no heading in row 3 above People!H3"),
        ({"at__hires": "People!B4"}, "People!B4 is one number, and of a table the whole column is added up"),
        ({"at__hires": "People!B3, Buying!B2"}, "Cells of one question stand on one tab"),
        ({"at__spend": "Buying!A2"}, "holds words; point at the cell with the number"),
        ({"header__0": "x"}, "“x” is no row"),
        ({"name": " "}, "Give it a name"),
        ({"left_out__0": ""}, "“Total” looks like a total of other rows"),
        ({"at__hires": "", "at__local_hires": "", "at__spend": ""}, "Point at a cell for at least one question"),
    ],
)
async def test_each_fault_is_told_where_it_is(world: World, abbeys: Submission, typed: dict[str, str], said: str):
    at = await _sent(world, abbeys, mine())
    again = await point(world.contributor, at, **typed)
    assert again.status_code == 422
    assert said in again.text.replace("&#39;", "'")
    assert not await saved(world)
    assert (await point(world.contributor, at)).status_code == 303


async def test_more_of_a_long_sheet_is_looked_at_without_losing_what_was_typed(world: World, abbeys: Submission):
    long = [*STAFF[:3], *([f"Department {number}", number, 0] for number in range(140))]
    at = await _sent(world, abbeys, mine(People=long))
    first = await world.contributor.get(f"{at}/mapping")
    assert 'value="0.101.1"' in first.text
    assert "Department 120" not in first.text.partition("<datalist")[0]
    more = await point(world.contributor, at, look="0.101.1", name="half typed")
    assert more.status_code == 200
    assert "Department 120" in more.text.partition("<datalist")[0]
    assert fields(more)["name"] == "half typed"
    assert not await saved(world)


async def test_only_who_sent_it_points_and_no_other_member_learns_of_it(
    world: World, opened: Round, abbeys: Submission
):
    at = await _sent(world, abbeys, mine())
    birch = world.people["Birch", Role.CONTRIBUTOR]
    assert (await birch.get(f"{at}/mapping")).status_code == 404
    assert (await point(birch, at)).status_code == 404
    assert (await world.approver.get(f"{at}/mapping")).status_code == 403
    assert (await point(world.contributor, at)).status_code == 303
    (kept,) = await saved(world)
    name = f"/{world.here.slug}/mappings/{kept.id}/name"
    assert (await birch.send_form(name, name="Mine")).status_code == 404
    assert (await world.approver.send_form(name, name="Mine")).status_code == 403
    birchs = await world.submission(opened, world.birch)
    answer = await send(birch, world.path(birchs, "/uploads"), mine(), "mine.xlsx")
    assert (await birch.get(answer.headers["location"])).headers["location"].endswith("/mapping")


async def test_the_backbone_points_for_a_member(world: World, abbeys: Submission):
    coordinator = world.here.coordinator
    at = await sent(world, abbeys, mine(), by=coordinator, name="mine.xlsx")
    assert (await coordinator.get(f"{at}/mapping")).status_code == 200
    assert (await point(coordinator, at)).status_code == 303
    page = (await coordinator.get(at)).text
    assert "<dt>New</dt><dd>3</dd>" in page
    (one,) = await uploads(world)
    assert one.for_member
    theirs = await _sent(world, abbeys, mine())
    assert "Read with “HR and buying”" in (await world.contributor.get(theirs)).text


async def test_a_saved_mapping_is_renamed_and_let_go(world: World, abbeys: Submission):
    await point(world.contributor, await _sent(world, abbeys, mine()))
    (kept,) = await saved(world)
    ways = world.path(abbeys, "/files")
    assert "HR and buying" in (await world.contributor.get(ways)).text
    at, back = f"/{world.here.slug}/mappings/{kept.id}", {"submission": str(abbeys.id)}
    assert (await world.contributor.send_form(f"{at}/name", name=" ", **back)).status_code == 422
    renamed = await world.contributor.send_form(f"{at}/name", name="Sheet of HR", **back)
    assert renamed.headers["location"] == f"{ways}#saved"
    assert "Sheet of HR" in (await world.contributor.get(ways)).text
    assert (await world.contributor.send_form(f"{at}/retirement", **back)).status_code == 303
    assert "Sheet of HR" not in (await world.contributor.get(ways)).text
    unread = await _sent(world, abbeys, mine())
    assert (await world.contributor.get(unread)).headers["location"] == f"{unread}/mapping"


async def test_a_saved_file_is_pointed_at_no_more(world: World, abbeys: Submission):
    at = await _sent(world, abbeys, mine())
    await point(world.contributor, at)
    assert f'href="{at}/mapping"' in (await world.contributor.get(at)).text
    again = await world.contributor.get(f"{at}/mapping")  # until it is saved it may be read in another way
    assert again.status_code == 200
    assert "is read with “HR and buying”" in again.text
    assert fields(again)["at.spend"] == "Buying!B2"
    await world.contributor.send_form(f"{at}/saving")
    assert (await world.contributor.get(f"{at}/mapping")).status_code == 409
    assert (await point(world.contributor, at)).status_code == 409


async def test_a_table_of_text_is_pointed_at_without_a_tab_s_name(world: World, abbeys: Submission):
    content = "Standort;Neu;Ausgaben\nNord;12;1.234,50\nSüd;3;200\nSumme;15;1.434,50\n".encode()
    at = await _sent(world, abbeys, content, "quartal.csv")
    pointed = {"at.hires": "B1", "at.spend": "C1", "at.local_hires": "", "header.0": "1", "left_out.0": "Summe"}
    answer = await point(world.contributor, at, **pointed, **{"factor.spend": "1"})
    assert answer.status_code == 303, answer.text
    await world.contributor.send_form(f"{at}/saving")
    answers = await world.answers(abbeys)
    assert answers["hires", None].number == 15
    assert answers["spend", None].number == Decimal("1434.50")


async def test_figures_that_cannot_be_read_are_left_out_by_address_when_one_says_so(world: World, abbeys: Submission):
    content = workbook({"People": [*STAFF[:3], ["Nursing", "<5", 4]], "Buying": MONEY})
    at = await _sent(world, abbeys, content)
    assert (await point(world.contributor, at)).status_code == 303
    page = (await world.contributor.get(at)).text
    assert "<dt>Wrong</dt><dd>1</dd>" in page
    assert "People!B4" in page
    await world.contributor.send_form(f"{at}/saving")
    assert {place[0] for place in await world.answers(abbeys)} == {"local_hires", "spend"}


def test_a_field_that_points_at_nothing_at_length_is_refused_at_once():
    book = Book([Tab("Staff", {(1, 1): SheetCell("Hires")})], "")
    began = process_time()
    with pytest.raises(Invalid, match="more cells than"):
        pointed(" " * 30_000 + "x", book)
    with pytest.raises(Invalid, match="is no cell"):
        pointed(" " * 1_900 + "x", book)
    assert process_time() - began < 0.3
