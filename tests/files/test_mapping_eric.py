"""Public returns of English trusts, brought in through the page as a trust's own file would be: only its own row.

The figures they are held against are found in the file by the csv module, without a line of ours.
"""

import csv
import io
from decimal import Decimal

import pytest

from backend.kit.sheets.book import address
from backend.submissions.tables import Submission
from tests.files.own_files import point
from tests.files.sending import sent
from tests.oracle import eric_duckdb as oracle
from tests.worlds import World

pytestmark = pytest.mark.skipif(not oracle.FOLDER.is_dir(), reason=oracle.ABSENT)

SITES = "Number of sites - General acute hospital (No.)"
CODE = "Organisation Code"


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("cp1252", "replace"), newline=""), delimiter="$"))


@pytest.mark.parametrize("year", ["2013-14", "2014-15", "2015-16"])
async def test_a_trust_s_own_row_of_a_national_file_becomes_its_answers(world: World, mine: Submission, year: str):
    content = (oracle.FOLDER / f"ERIC-{year}.csv").read_bytes()
    rows = rows_of(content)
    header = next(number for number, row in enumerate(rows) if row and row[0].strip() == CODE)
    names = [name.strip() for name in rows[header]]
    sites, money = names.index(SITES), next(n for n, name in enumerate(names) if "hard fm" in name.lower())
    trust = next(row for row in rows[header + 1 :] if row[sites].isdigit() and row[money].isdigit() and int(row[money]))
    at = await sent(world, mine, content, name="eric.csv")
    pointed = {
        "at.hires": address(header + 1, sites + 1),
        "at.spend": address(header + 1, money + 1),
        "at.local_hires": "",
        "factor.spend": "1",
        "header.0": str(header + 1),
        "left_out.0": "",
        "only_at.0": address(header + 1, 1),
        "only_is.0": trust[0],
        "name": f"ERIC {year}",
    }
    assert (await world.contributor.get(f"{at}/mapping")).status_code == 200
    answer = await point(world.contributor, at, **pointed)
    assert answer.status_code == 303, answer.text
    page = (await world.contributor.get(at)).text
    assert "<dt>New</dt><dd>2</dd>" in page
    await world.contributor.send_form(f"{at}/saving")
    answers = await world.answers(mine)
    assert answers["hires", None].number == Decimal(trust[sites])
    assert answers["spend", None].number == Decimal(trust[money])
