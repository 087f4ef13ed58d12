"""What a backup says of itself, kept inside it as `manifest.json`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

NAME = "manifest.json"


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TableKept(_Shape):
    """sha256: of the rows as text, in the order of their key, columns in this order."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


class Manifest(_Shape):
    """revision: of the schema. collaboratives: their addresses, so that a person knows which file this is."""

    format: Literal[1] = 1
    program: str
    taken_at: datetime
    revision: str
    postgresql: int
    collaboratives: tuple[str, ...]
    tables: Mapping[str, TableKept]
    told: Mapping[str, Sequence[str]]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    @staticmethod
    def member(table: str) -> str:
        """Where in the file the rows of a table are."""
        return f"tables/{table}.copy"
