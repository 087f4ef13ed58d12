"""What a file that is not for everyone says of itself: on every page and in every format, and nowhere on what is public."""

import io

import openpyxl
from pypdf import PdfReader

from collab_reports import html, pdf, xlsx
from collab_reports.edition import Edition
from collab_reports.parts import Audience
from tests.collab_reports.samples import edition, local_staff

LEGEND = "For members of Three Rivers & friends only."


def test_it_is_on_every_page_in_every_format():
    made = edition(local_staff(), audience=Audience.MEMBERS, legend=LEGEND)
    assert "For members of Three Rivers &amp; friends only." in html.print_edition(made).decode()
    pages = PdfReader(io.BytesIO(pdf.print_edition(made).content)).pages
    assert len(pages) > 1
    assert all(LEGEND in " ".join(page.extract_text().split()) for page in pages)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.print_edition(made)))
    assert LEGEND in [row[1].value for row in book["About"].iter_rows()]
    assert {tab.oddHeader.left.text.replace("&&", "&") for tab in book} == {LEGEND}
    assert Edition.from_json(made.to_json()).legend == LEGEND


def test_reports_without_one_are_as_they_were():
    made = edition(local_staff())
    assert "legend" not in made.to_json()
    about = openpyxl.load_workbook(io.BytesIO(xlsx.print_edition(made)))["About"]
    assert "This file" not in [row[0].value for row in about.iter_rows()]
