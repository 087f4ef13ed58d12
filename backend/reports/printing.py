"""The files printed from an Edition. Same Edition and same printer, same bytes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from collab_reports import html, pdf, xlsx
from collab_reports.edition import Edition

JSON_PRINTER = "json 1"
MEDIA_TYPES = {
    "html": "text/html",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class File:
    """replaced: sentences about characters the report font lacks and what stands in their place."""

    kind: str
    content: bytes
    printer: str
    replaced: Sequence[str] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def files(edition: Edition) -> list[File]:
    """HTML, JSON, PDF and XLSX. Takes some tenths of a second of computing: run it in a thread."""
    printed = pdf.print_edition(edition)
    return [
        File("html", html.print_edition(edition), html.PRINTER),
        File("json", edition.to_json().encode(), JSON_PRINTER),
        File("pdf", printed.content, pdf.PRINTER, [str(one) for one in printed.replaced]),
        File("xlsx", xlsx.print_edition(edition), xlsx.PRINTER),
    ]
