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
# What accepting a submission `s` of a round `r` retires: the same rule as in `submissions.actions.accept`.
_IN_ITS_PLACE = """
        v.member_id = s.member_id and v.period_start = r.period_start and v.period_months = r.period_months and (
          exists (select from submissions x where x.id = v.submission_id and x.round_id = s.round_id)
          or exists (select from entries e where e.submission_id = s.id and e.status is not null
                     and e.element_id = v.element_id and e.category_id is not distinct from v.category_id))"""
_WITH = f"""(
      select v.element_id, v.category_id, v.period_start, v.period_months, v.member_id, v.number, v.status
      from accepted_values v join submissions s on s.id = :submission join rounds r on r.id = s.round_id
      where v.retired_at is null and not ({_IN_ITS_PLACE})
      union all
      select e.element_id, e.category_id, r.period_start, r.period_months, e.member_id, e.number, e.status
      from entries e join submissions s on s.id = e.submission_id join rounds r on r.id = s.round_id
      where e.submission_id = :submission and e.status is not null
    ) v where true"""  # noqa: S608 - of our own words
# Its own values are left out and what they took the place of stands again; whatever else was accepted then stays.
_WITHOUT = f"""(
      select v.* from {_THEN} and v.submission_id <> :submission
      union all
      select v.* from accepted_values v join submissions s on s.id = :submission join rounds r on r.id = s.round_id
      where v.accepted_at < :at and v.retired_at = :at and {_IN_ITS_PLACE}
    ) v where true"""  # noqa: S608 - of our own words


@dataclass(frozen=True, slots=True)
class Vintage:
    """at: what counted at this moment, its own acceptances included. corrected: what would count with this submission.
    without: what would have counted `at` the moment this submission was accepted, had it not been.

    None: what counts now. Who belonged, and how figures are defined, is always as it is known now.
    """

    at: datetime | None = None
    corrected: UUID | None = None
    without: UUID | None = None

    @property
    def source(self) -> str:
        """The rows, as `v`, with the condition that they count."""
        if self.corrected is not None:
            return _WITH
        if self.without is not None:
            return _WITHOUT
        return _NOW if self.at is None else _THEN

    def numbered(self, number: int) -> tuple[str, Mapping[str, Any]]:
        """`source` and its parameters, under names of their own in a statement that reads several."""
        source, given = self.source, {"at": self.at, "submission": self.corrected or self.without}
        for name in given:
            source = source.replace(f":{name}", f":{name}_{number}")
        return source, {f"{name}_{number}": value for name, value in given.items() if value is not None}


NOW = Vintage()
