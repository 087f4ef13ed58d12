"""The fields a page of pointing begins with: from a saved mapping as far as it fits, else from what is likely. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.files.own.facts import MappedFacts, SavedMapping
from backend.files.own.places import FoundForm, FoundTable, Grid, grids_of, lay
from backend.files.own.pointing import FACTORS
from backend.files.own.proposing import Look, Proposal, left_out, look, propose, spoken
from backend.files.own.schemas import Mapping as Shape
from backend.files.own.schemas import Only, Part, Table
from backend.files.own.way import fit, names_another
from backend.files.own.words import scale_in
from backend.kit.languages import translated
from backend.kit.sheets.book import Book
from backend.submissions.checks import Place, name_of

_FITS_PARTLY = 0.3  # from this share of its words on, a mapping is taken up rather than begun anew


@dataclass(slots=True)
class Begun:
    """reasons: why a place is proposed, by question. missing: what of a saved mapping is not in this file, by question or
    field.

    of: the saved mapping that is taken up.
    """

    fields: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    of: SavedMapping | None = None


def begin(book: Book, known: MappedFacts, hints: Mapping[str, str]) -> Begun:
    grids = grids_of(book, known.wording)
    partly = [(fit(saved.shape, grids, known).share, saved) for saved in known.mappings]
    share, saved = max(partly, key=lambda one: one[0], default=(0.0, None))
    begun = Begun()
    looks = [look(grid) for grid in grids]
    for number, (grid, how) in enumerate(zip(grids, looks, strict=True)):
        begun.fields |= _of_tab(number, grid, how)
    if saved is not None and share >= _FITS_PARTLY:
        _take_up(begun, saved, grids, known)
    _propose(begun, grids, looks, known, hints)
    return begun


def _of_tab(number: int, grid: Grid, how: Look) -> dict[str, str]:
    out = left_out(grid, how.header_row, how.header_lines) if how.kind == "table" else []
    return {
        f"kind.{number}": how.kind,
        f"header.{number}": str(how.header_row),
        f"lines.{number}": str(how.header_lines),
        f"left_out.{number}": "\n".join(out),
    }


def _propose(
    begun: Begun, grids: Sequence[Grid], looks: Sequence[Look], known: MappedFacts, hints: Mapping[str, str]
) -> None:
    """For every question nothing stands for yet; on the first tab that has a likely place."""
    questions = [one for one in spoken(known.asked.values(), hints) if f"at.{name_of(one.place)}" not in begun.fields]
    last = [saved.shape for saved in known.mappings]
    for grid, how in zip(grids, looks, strict=True):
        for found in propose(grid, how, questions, last) if not grid.tab.hidden else ():
            _offer(begun, grid, found)


def _offer(begun: Begun, grid: Grid, found: Proposal) -> None:
    key = name_of(found.place)
    if f"at.{key}" not in begun.fields and key not in begun.missing:
        begun.fields[f"at.{key}"] = grid.tab.at(*found.at)
        begun.reasons[key] = found.reason
        scale = format(scale_in(found.words), "f")
        if scale in FACTORS and scale != "1":
            begun.fields[f"factor.{key}"] = scale
            begun.reasons[key] = translated(
                "%(reason)s, in %(factor)s", reason=begun.reasons[key], factor=translated(FACTORS[scale])
            )


def _take_up(begun: Begun, saved: SavedMapping, grids: Sequence[Grid], known: MappedFacts) -> None:
    shape, begun.of = saved.shape, saved
    for part in shape.parts:
        _take_part(begun, part, grids, known)
    for number, (word, means) in enumerate(shape.words.items()):
        begun.fields |= {f"word.{number}": word, f"means.{number}": means.value}
    begun.fields["name"] = saved.name
    begun.fields["comma"] = {None: "", True: "comma", False: "point"}[shape.decimal_comma]
    begun.fields |= {name: "yes" for name, on in (("to_date", shape.to_date), ("hidden", shape.hidden)) if on}


def _take_part(begun: Begun, part: Part, grids: Sequence[Grid], known: MappedFacts) -> None:
    laid = lay([part], grids)
    tab = next((number for number, grid in enumerate(grids) if laid.parts and grid is laid.parts[0].grid), None)
    if tab is not None:
        begun.fields[f"kind.{tab}"] = part.kind
    if tab is not None and isinstance(part, Table) and isinstance(found := laid.parts[0], FoundTable):
        begun.fields |= {
            f"header.{tab}": str(found.header_row),
            f"lines.{tab}": str(part.header_lines),
            f"left_out.{tab}": "\n".join(filter(None, part.left_out)),
            f"nameless.{tab}": "yes" if "" in part.left_out else "",
        }
        for one in part.only:
            _take_only(begun, part, one, tab, grids, known)
    for answer in part.answers:
        _take_answer(begun, part, answer.place, grids, known)


def _take_only(begun: Begun, part: Table, one: Only, tab: int, grids: Sequence[Grid], known: MappedFacts) -> None:
    alone = lay([part.model_copy(update={"only": (one,), "answers": part.answers[:1]})], grids)
    if not alone.whole or not isinstance(found := alone.parts[0], FoundTable):
        return
    begun.fields[f"only_at.{tab}"] = found.grid.tab.at(found.header_row, found.only[0][0])
    if another := names_another(_shape(begun), one.equals, known):
        begun.missing[f"only_is.{tab}"] = another.message
    else:
        begun.fields[f"only_is.{tab}"] = known.wording.shown(one.equals)


def _take_answer(begun: Begun, part: Part, place: Place, grids: Sequence[Grid], known: MappedFacts) -> None:
    """Where one of the mapping's answers stands now, or that it does not."""
    key = name_of(place)
    answers = tuple(one for one in part.answers if one.place == place)
    alone = part.model_copy(update={"answers": answers} | ({"only": ()} if isinstance(part, Table) else {}))
    begun.fields[f"factor.{key}"] = format(answers[0].factor.normalize(), "f")
    laid = fit(_shape(begun).model_copy(update={"parts": (alone,)}), grids, known)
    if not laid.whole:
        begun.missing[key] = laid.missing[0].message
        return
    found = laid.parts[0]
    begun.fields[f"at.{key}"] = ", ".join(_addresses(found))


def _shape(begun: Begun) -> Shape:
    assert begun.of is not None
    return begun.of.shape


def _addresses(found: FoundTable | FoundForm) -> list[str]:
    tab = found.grid.tab
    if isinstance(found, FoundTable):
        last = found.header_row + found.part.header_lines - 1
        return [tab.at(last, column) for _, columns in found.columns for column in columns]
    return [tab.at(*spot) for _, spots in found.cells for spot in spots]
