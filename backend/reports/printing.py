"""The files printed from an Edition. Same Edition, with the logo it names, and same printer: same bytes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from collab_reports import html, xlsx
from collab_reports.edition import Edition

JSON_PRINTER = "json 1"
_NO_LOGO = "The logo cannot be drawn: the name stands alone. Bring it anew under Settings."
MEDIA_TYPES = {
    "html": "text/html",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class File:
    """replaced: sentences about what could not be printed and what stands in its place: characters the report font lacks,
    a logo that is broken."""

    kind: str
    content: bytes
    printer: str
    replaced: Sequence[str] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def files(edition: Edition, logo: bytes = b"") -> list[File]:
    """HTML, JSON, PDF and XLSX. Takes some tenths of a second of computing: run it in a thread.

    logo: the picture the edition names, for the first page of the PDF.
    """
    from collab_reports import pdf  # 8 MB, and only a process in which a report is gathered prints one

    printed = pdf.print_edition(edition, logo=logo)
    told = [str(one) for one in printed.replaced] + [_NO_LOGO] * printed.without_logo
    return [
        File("html", html.print_edition(edition), html.PRINTER),
        File("json", edition.to_json().encode(), JSON_PRINTER),
        File("pdf", printed.content, pdf.PRINTER, told),
        File("xlsx", xlsx.print_edition(edition), xlsx.PRINTER),
    ]
