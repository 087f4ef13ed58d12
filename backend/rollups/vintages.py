"""Which values count: those that do now, those that did at a moment, or those that would, were a correction accepted.

Values are appended and retired and never changed, so each is a condition, and nothing is kept twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

_NOW = "accepted_values v where v.retired_at is null"
_THEN = "accepted_values v where v.accepted_at <= :at and (v.retired_at is null or v.retired_at > :at)"
# What accepting it would retire is left out, and its answers stand in: the same rule as in `submissions.actions.accept`.
_WITH = """(
      select v.element_id, v.category_id, v.period_start, v.period_months, v.member_id, v.number, v.status
      from accepted_values v join submissions s on s.id = :submission join rounds r on r.id = s.round_id
      where v.retired_at is null and not (
        v.member_id = s.member_id and v.period_start = r.period_start and v.period_months = r.period_months and (
          exists (select from submissions x where x.id = v.submission_id and x.round_id = s.round_id)
          or exists (select from entries e where e.submission_id = s.id and e.status is not null
                     and e.element_id = v.element_id and e.category_id is not distinct from v.category_id)))
      union all
      select e.element_id, e.category_id, r.period_start, r.period_months, e.member_id, e.number, e.status
      from entries e join submissions s on s.id = e.submission_id join rounds r on r.id = s.round_id
      where e.submission_id = :submission and e.status is not null
    ) v where true"""


@dataclass(frozen=True, slots=True)
class Vintage:
    """at: what counted at this moment, its own acceptances included. corrected: what would count with this submission.

    Neither: what counts now. Who belonged, and how figures are defined, is always as it is known now.
    """

    at: datetime | None = None
    corrected: UUID | None = None

    @property
    def source(self) -> str:
        """The rows, as `v`, with the condition that they count."""
        if self.corrected is not None:
            return _WITH
        return _NOW if self.at is None else _THEN

    @property
    def parameters(self) -> Mapping[str, Any]:
        if self.corrected is not None:
            return {"submission": self.corrected}
        return {} if self.at is None else {"at": self.at}


NOW = Vintage()
