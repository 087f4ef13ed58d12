"""Drafts as they wait in an upload: rows of bare texts, compressed. A hundred thousand answers take a megabyte."""

import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from backend.files.ways import Answers
from backend.kit.errors import Problem, Severity
from backend.submissions.checks import Place
from backend.submissions.rules import Status
from backend.submissions.schemas import Draft, DraftCell

MOST_PROBLEMS = 2_000  # told one by one; nobody reads more

Revisions = Callable[[UUID, Place], int]  # of a submission's cell, 0 where nothing stands


def packed(answers: Iterable[Answers], revisions: Revisions) -> bytes:
    """revisions: of what stood when the person was shown the preview, so that what changes until the saving is noticed."""
    kept = [
        {
            "submission": str(one.submission_id),
            "year_to_date": one.draft.year_to_date,
            "cells": [_row(cell, revisions(one.submission_id, cell.place)) for cell in one.draft.cells],
        }
        for one in answers
    ]
    return zlib.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _row(cell: DraftCell, seen: int) -> list[Any]:
    status = cell.status.value if cell.status else None
    return [cell.element, cell.category, cell.typed, status, cell.note, cell.to_date, cell.at, seen]


def unpacked(kept: bytes | None) -> list[Answers]:
    found = json.loads(zlib.decompress(kept)) if kept else []
    return [
        Answers(UUID(one["submission"]), Draft([_cell(row) for row in one["cells"]], one["year_to_date"]))
        for one in found
    ]


def _cell(row: Sequence[Any]) -> DraftCell:
    element, category, typed, status, note, to_date, at, seen = row
    return DraftCell(element, category, typed, Status(status) if status else None, note, seen, to_date, at)


def packed_problems(problems: Sequence[Problem]) -> list[dict[str, str]]:
    """The first of them, and how many more there are."""
    told = [*problems[:MOST_PROBLEMS]]
    if more := len(problems) - len(told):
        told.append(Problem("", f"There are {more:,} more like these.", "file.more"))
    return [{"where": p.where, "message": p.message, "code": p.code, "severity": p.severity} for p in told]


def unpacked_problems(kept: Iterable[Mapping[str, str]]) -> list[Problem]:
    return [replace(Problem(**one), severity=Severity(one["severity"])) for one in kept]  # type: ignore[arg-type]
