"""Nothing that the report's own sentence says of a standing is lost where it is said again in another language."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from backend.goals.rules import Direction, Mark, Path, Standing
from backend.goals.standing import Judged, Measured, SaidOtherwise, Say, judged, with_override
from backend.kit.languages import speaking, speech_for
from backend.releases import standings
from backend.releases.goal_telling import Telling
from collab_reports import goals as paper
from collab_reports import numbers
from collab_reports.goals import Goal, Reached
from collab_reports.parts import Status
from tests.collab_reports import goal_samples

D = Decimal
LOCALE = "en_US"
IN_SPANISH = speech_for("es", LOCALE)
SAY = Say(
    lambda number: numbers.written(number, "%", locale=LOCALE),
    lambda number: numbers.written(number, "percentage points", locale=LOCALE, decimals=1),
    lambda day: numbers.day(day, locale=LOCALE),
)
UP = Path(Direction.HIGHER, Mark(date(2030, 1, 1), D(20)), Mark(date(2020, 1, 1), D(10)))
HALF_WAY = date(2025, 1, 1)  # where the path asks for 15, and a tenth of the whole way is 1
AT_RISK = (
    "14.5% en 2025 está 0.5 puntos porcentuales por detrás del camino, que pide 15.0% para el 1 de enero de 2025; queda"
    " dentro del margen de 1.0 punto porcentual que cuenta como en riesgo. El camino lleva de 10.0% el 1 de enero de"
    " 2020 a 20.0% para el 1 de enero de 2030."
)


def figure(value: str | None, last: date = HALF_WAY, **more: object) -> Measured:
    return Measured(str(last.year), last, last, None if value is None else D(value), **more)  # type: ignore[arg-type]


def printed(found: list[Measured], said: Judged, path: Path = UP) -> Goal:
    roles = ["baseline", "target"] if path.baseline else ["target"]
    return goal_samples.goal(
        marks=tuple(
            paper.GoalMark(on=mark.on, value=mark.value, role=role)  # type: ignore[arg-type]
            for mark, role in zip(path.marks, roles, strict=True)
        ),
        figures=tuple(
            Reached(
                status=Status.REPORTED if one.value is not None else Status.NOT_AVAILABLE,
                value=one.value, label=one.label, first=one.first, last=one.last, low=one.low, high=one.high,
                expected=path.expected(one.last), counted=one.counted, coverage=one.coverage,
            )
            for one in found
        ),
        standing=paper.Standing(said.standing.value),
        sentence=said.sentence,
        overridden=said.overridden,
    )  # fmt: skip


def in_spanish(*found: Measured, path: Path = UP, said: SaidOtherwise | None = None) -> str:
    goal = printed(list(found), with_override(judged(path, found, SAY), said), path)
    with speaking(IN_SPANISH):
        return standings.sentence(Telling(goal, IN_SPANISH.locale))


def test_how_far_behind_its_path_it_is_and_what_counts_as_at_risk_are_said_again() -> None:
    assert in_spanish(figure("14.5", coverage="12 of 13 members reported")) == (
        f"{AT_RISK} 12 de 13 miembros informaron."
    )
    assert "es más que el margen de 1.0 punto porcentual" in in_spanish(figure("12"))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([figure("16")], "al menos tan bueno como el camino, que pide 15.0% para el 1 de enero de 2025. El camino lleva de"),
        ([figure("21")], "alcanza el objetivo de 20.0%, fijado para el 1 de enero de 2030."),
        ([figure("19.5", date(2030, 1, 1))], "No se alcanzó el objetivo de 20.0% para el 1 de enero de 2030: a 19.5% en"),
        ([figure("19.5", date(2030, 1, 1))], "le faltan 0.5 puntos porcentuales."),
        ([figure("10", date(2019, 12, 31))], "No hay ninguna cifra posterior al punto de partida de 10.0% el 1 de enero"),
        ([figure("15.5", low=D("14.8"), high=D("16.2"))], "un intervalo de 14.8% a 16.2%, que también contiene el camino"),
        ([figure("15.5", low=D("15.4"), high=D("16.2"))], "un intervalo de 15.4% a 16.2%, que no deja dudas."),
        ([figure("70", counted="7 of 10 members")], "7 de 10 miembros (70.0%) en 2025 alcanza el objetivo"),
        ([figure("16"), figure(None, date(2026, 1, 1), why="Nobody has reported it yet.")],
         "2026 no tiene ninguna cifra que se pueda mostrar: Todavía nadie la ha comunicado."),
        ([figure(None, why="It was not asked for then.")], "2025: Entonces no se pedía."),
        ([], "Todavía no hay ninguna cifra."),
    ],
)  # fmt: skip
def test_each_part_of_a_standing_is_said_again(found: list[Measured], said: str) -> None:
    assert said in in_spanish(*found)


def test_that_there_is_no_path_yet_is_said_again() -> None:
    assert "antes del 1 de enero de 2030 no hay camino" in in_spanish(figure("19"), path=replace(UP, baseline=None))


def test_what_a_person_judged_is_said_around_their_own_words() -> None:
    said = SaidOtherwise(Standing.OFF_TRACK, "A large employer closes; that is within the month.", HALF_WAY)
    assert in_spanish(figure("14.5"), said=said) == (
        "Así la juzgó el equipo de coordinación: fuera de camino. «A large employer closes; that is within the month.»"
        f" Solo por su camino estaría así: en riesgo. {AT_RISK}"
    )
    odd = printed([figure("14.5")], Judged(Standing.AT_RISK, "We see it so.", by_path=Standing.ON_TRACK))
    with speaking(IN_SPANISH):
        assert standings.sentence(Telling(odd, IN_SPANISH.locale)) == ""
