"""What maps are drawn on: shapes of areas on a grid of whole numbers, y downwards."""

from collections.abc import Mapping

from pydantic import Field

from collab_reports.parts import Part, Text, Words


class Shape(Part):
    """One area on a ground's grid. rings: x, y, x, y …, outer ones and holes alike, each closed by its first corner.

    at: where a label has most room; room: how wide it may be there.
    """

    rings: tuple[tuple[int, ...], ...]
    at: tuple[int, int]
    room: int


class Ground(Part):
    """Areas by code."""

    width: int
    height: int
    shapes: Mapping[str, Shape]


class MappedArea(Part):
    """code: of the row that tells of it in a split. shape: none where none was brought."""

    code: Words
    name: Words
    shape: Shape | None = None


class MappedList(Part):
    """An area list as it held for a report, with the shapes the report is drawn on. source: whose they are."""

    code: Words
    source: Text = ""
    width: int = Field(ge=1)
    height: int = Field(ge=1)
    areas: tuple[MappedArea, ...] = Field(min_length=1)

    @property
    def ground(self) -> Ground:
        return Ground(
            width=self.width,
            height=self.height,
            shapes={area.code: area.shape for area in self.areas if area.shape is not None},
        )
