"""The command that lets history in: `anchorline import`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from backend.history import importing
from backend.running.calling import Agreed, Data, as_owner


def import_(
    path: Annotated[Path, Parameter(help="A CSV file, in any encoding and with any delimiter.")],
    *,
    mapping: Annotated[str, Parameter(help="Name of the saved column mapping, e.g. eric-2013-14.")],
    into: Annotated[list[str], Parameter(help="Which region's rows go where, e.g. north=nhs-north; repeat it.")],
    reason: Annotated[str, Parameter(help="Why the figures count without their members' approval; kept with each.")],
    take_repairs: Annotated[bool, Parameter(help="Take the repairs that are offered, and record them.")] = False,
    leave_out_faults: Annotated[bool, Parameter(help="Go on without the rows and cells that are refused.")] = False,
    confirm_leavers: Annotated[list[str] | None, Parameter(help="Codes of members that have left, or all.")] = None,
    findings: Annotated[Path | None, Parameter(help="File to list every repair, fault and note in, as CSV.")] = None,
    agreement: Agreed = "",
    apply: Annotated[bool, Parameter(help="Write it; without this it is only said what would be done.")] = False,
    data: Data = None,
) -> None:
    places = importing.regions(into)
    order = importing.Order(
        path, mapping, places, reason, take_repairs, leave_out_faults, confirm_leavers or (), findings, agreement
    )
    as_owner(data, lambda session: importing.import_file(session, order, print, apply=apply))
