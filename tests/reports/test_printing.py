"""The files of an edition: the same bytes each time, and those of a release as they were kept."""

import hashlib

import sqlalchemy as sa

from backend.releases.tables import EditionFile
from backend.reports import printing
from collab_reports.edition import Edition
from tests.collab_reports.samples import rich
from tests.makers import Here
from tests.releases.reporting import Q1, make_reporting

CONTENT_TYPES = {**printing.MEDIA_TYPES, "html": "text/html; charset=utf-8"}


def test_the_same_edition_gives_the_same_bytes_each_time():
    first, again = printing.files(rich()), printing.files(Edition.from_json(rich().to_json()))
    assert [one.kind for one in first] == ["html", "json", "pdf", "xlsx"]
    assert [one.content for one in first] == [one.content for one in again]
    assert {one.kind for one in first} == set(printing.MEDIA_TYPES)


def test_each_file_says_who_printed_it_and_its_sha256():
    for one in printing.files(rich()):
        assert one.printer.split()[0] in (one.kind, "typst")
        assert one.sha256 == hashlib.sha256(one.content).hexdigest()


def test_what_the_report_font_lacks_is_told_and_fails_nothing():
    odd = rich().model_copy(update={"title": "Report \U0001f333"})
    pdf = next(one for one in printing.files(odd) if one.kind == "pdf")
    assert pdf.replaced
    assert pdf.content.startswith(b"%PDF-")


async def test_a_kept_file_is_served_unchanged_and_printing_again_gives_its_bytes(here: Here):
    world = await make_reporting(here)
    release = await world.released(await world.reported(Q1))
    for audience in ("public", "members"):
        frozen = await world.frozen(release, audience)
        async with here.session() as session:
            query = sa.select(EditionFile).where(EditionFile.edition_id == frozen.id)
            kept = {one.kind: one for one in await session.scalars(query)}
        for one in printing.files(Edition.from_json(frozen.text)):
            served = await here.coordinator.get(f"/{here.slug}/editions/{frozen.id}/{one.kind}")
            assert served.content == kept[one.kind].content == one.content, (audience, one.kind)
            assert served.headers["content-type"] == CONTENT_TYPES[one.kind]
            assert (kept[one.kind].printer, kept[one.kind].sha256) == (one.printer, one.sha256)
