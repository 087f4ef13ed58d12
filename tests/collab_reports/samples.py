"""Made-up Editions for tests and measurements: every status, splits, a break, names in many scripts."""

from datetime import date
from decimal import Decimal

from collab_reports.edition import Edition, Figure, Section
from collab_reports.parts import (
    Audience,
    Change,
    Collaborative,
    Correction,
    Coverage,
    Definition,
    Direction,
    FormulaPart,
    Note,
    Period,
    Point,
    RosterMember,
    Row,
    Signed,
    Split,
    Status,
)

HIDDEN_REASON = "Only two hospitals reported, so each could work out the other's number."
MEMBERS = (
    "Llŷn and Eryri University Hospitals NHS Foundation Trust",
    "Šibenik Memorial & Children's Hospital",
    "Saint-Étienne Teaching Hospital",
    "Ὑγίεια General",
    "Больница Святого Георгия",
    "Queen Ælfgifu's",
    "The Very Long-Named Royal Integrated Community, Mental Health, Ambulance and Specialist Hospitals Partnership Trust",
)
RIGHT_TO_LEFT = ("بيت الشفاء", "בית חולים הר הצופים")

QUARTERS = tuple(
    Period(label=f"{year} Q{quarter}", start=date(year, 3 * quarter - 2, 1), months=3)
    for year in (2024, 2025, 2026)
    for quarter in (1, 2, 3, 4)
)[:11]
THIS = QUARTERS[-1]

FIRST = Definition(
    version=1,
    valid_from=date(2023, 1, 1),
    text="People on the payroll on the last day of the quarter whose home is in the focus area.",
    inclusions="Full-time and part-time staff.",
    exclusions="Agency and contingent staff.",
    source="Collaborative's own definition, after IRIS+ OI8266.",
)
SECOND = FIRST.model_copy(
    update={
        "version": 2,
        "valid_from": date(2025, 7, 1),
        "break_note": "Three ZIP codes joined the focus area, so more people count.",
    }
)


def coverage(reported: int = 7, asked: int = 10) -> Coverage:
    return Coverage(reported=reported, asked=asked)


def points(values: str, *, versions: str = "") -> tuple[Point, ...]:
    """One point a word, ending with this quarter: "12.5", "~13" (estimated) or a status such as "not_available"."""
    words = values.split()
    numbers = [int(version) for version in versions] or [1] * len(words)
    return tuple(
        point(word, period, version)
        for word, period, version in zip(words, QUARTERS[-len(words) :], numbers, strict=True)
    )


def point(word: str, period: Period, version: int = 1) -> Point:
    if word[-1].isdigit():
        status = Status.ESTIMATED if word.startswith("~") else Status.REPORTED
        value = Decimal(word.lstrip("~"))
        return Point(status=status, value=value, period=period, coverage=coverage(), definition_version=version)
    return Point(status=Status(word), period=period, definition_version=version)


def figure(code: str = "WF-02", **given: object) -> Figure:
    """A reported figure; whatever is given replaces its part."""
    status = Status(str(given.get("status", Status.REPORTED)))
    base: dict[str, object] = {
        "code": code,
        "name": "Employees living in the focus area",
        "sentence": "People who work at our hospitals and live in the neighbourhoods around them.",
        "unit": "people",
        "direction": Direction.HIGHER,
        "status": status,
        "value": Decimal(8140) if status.has_value else None,
        "hidden_reason": HIDDEN_REASON if status is Status.SUPPRESSED else "",
        "definitions": (FIRST,),
    }
    return Figure.model_validate({**base, **given})


def edition(*figures: Figure, **given: object) -> Edition:
    """A short report of these figures, in one section."""
    base: dict[str, object] = {
        "collaborative": Collaborative(name="Three Rivers", slug="three-rivers", locale="en_GB", currency="GBP"),
        "audience": Audience.PUBLIC,
        "title": "What our hospitals did for the neighbourhood",
        "period": THIS,
        "released": date(2026, 11, 20),
        "sections": (Section(code="workforce", title="Jobs", figures=figures),),
        "disclosure_note": "Everyone sees collective figures only; a number that could give one member away is hidden.",
    }
    return Edition.model_validate({**base, **given})


def local_staff() -> Figure:
    wage_bands = (
        Row(code="a", name="Below £13.45 an hour", status=Status.REPORTED, value=Decimal(0)),
        Row(code="b", name="£13.45 to £20.00 an hour", status=Status.REPORTED, value=Decimal(5210)),
        Row(code="c", name="Above £20.00 an hour", status=Status.SUPPRESSED),
        Row(code="d", name="On another scale", status=Status.SUPPRESSED),
        Row(code="unknown", name="Not known", status=Status.NOT_AVAILABLE),
    )
    areas = (
        Row(code="e", name="East Bank", status=Status.REPORTED, value=Decimal(3200)),
        Row(code="w", name="West Bank and the Docks", status=Status.ESTIMATED, value=Decimal(4140)),
        Row(code="unknown", name="Not known", status=Status.REPORTED, value=Decimal(800)),
    )
    return figure(
        coverage=coverage(),
        series=points(
            "6900 7010 not_available 7240 7200 ~7300 7900 8010 8060 8055 8140",
            versions="11111122222",
        ),
        definitions=(FIRST, SECOND),
        splits=(
            Split(code="wage", name="wage band", rows=wage_bands, adds_up=True),
            Split(code="area", name="area", rows=areas, adds_up=True),
        ),
        signed=Signed(members=7, accepted_on=date(2026, 11, 3)),
        change=Change(since="2026 Q2", value=Decimal(85)),
    )


def local_share() -> Figure:
    return figure(
        "WF-03",
        name="Share of employees living in the focus area",
        sentence="Of every hundred people who work at our hospitals, how many live nearby.",
        unit="%",
        value=Decimal("17.9486"),
        coverage=coverage(6),
        series=points("15.9 16.1 suppressed 16.4 16.6 17.1 17.0 17.4 17.9486"),
        formula="Employees living in the focus area, divided by all employees, over members that gave both.",
        parts=(
            FormulaPart(
                code="WF-02",
                name="Employees living in the focus area",
                unit="people",
                role="numerator",
                status=Status.REPORTED,
                value=Decimal(7902),
            ),
            FormulaPart(
                code="WF-01",
                name="All employees",
                unit="people",
                role="denominator",
                status=Status.REPORTED,
                value=Decimal(44026),
            ),
        ),
        change=Change(since="2026 Q2", value=Decimal("0.5486")),
        signed=Signed(members=6, accepted_on=date(2026, 11, 3)),
    )


def energy() -> Figure:
    return figure(
        "SU-06",
        name="Energy used per square metre",
        sentence="Energy our buildings used in twelve months, for each square metre of floor.",
        unit="kWh/m2",
        direction=Direction.LOWER,
        value=Decimal("402.318"),
        coverage=coverage(9),
        series=points("455.2 449.9 441.0 438.7 431.3 425.6 414.9 409.1 402.318"),
    )


def each_status() -> tuple[Figure, ...]:
    """One figure of each status, and a reported zero."""
    zero = figure("ZERO", name="Hires that were nobody", value=Decimal(0))
    others = tuple(figure(f"S-{status.upper()}", name=f"Figure that is {status}", status=status) for status in Status)
    return zero, *others


def spend() -> Figure:
    return figure(
        "SC-02",
        name="Spend with local suppliers",
        sentence="Money our hospitals paid to firms whose working address is in the focus area.",
        unit="GBP",
        value=Decimal("18450200.75"),
        overlap=True,
        coverage=coverage(5),
        series=points("12100000 13250000 14000500 13900000 15100000 16800000 18450200.75"),
        note="One member reports a year to date; its quarters are the differences.",
    )


def rich() -> Edition:
    """Everything a report can hold, in one."""
    return edition(
        introduction="Seven of ten hospitals reported by the due day.\nTwo more follow in the next report.",
        sections=(
            Section(
                code="workforce",
                title="Jobs and pay",
                introduction="Hospitals are the largest employers here.",
                figures=(local_staff(), local_share()),
            ),
            Section(code="purchasing", title="Buying nearby", figures=(spend(),)),
            Section(code="sustainability", title="Buildings and air", figures=(energy(),)),
            Section(code="statuses", title="Every kind of answer", figures=each_status()),
        ),
        members=(
            *(RosterMember(name=name) for name in MEMBERS),
            RosterMember(name=RIGHT_TO_LEFT[0], note="joined in July 2026"),
            RosterMember(name=RIGHT_TO_LEFT[1]),
        ),
        methods=(
            Note(title="Adding up", text="Rates are sums divided by sums, never a mean of members' rates."),
            Note(title="Late members", text="A member that reports late enters with the next report."),
        ),
        corrections=(
            Correction(
                figure_code="WF-02",
                period_label="2026 Q1",
                text="8,110 as first published; one trust had counted a site twice.",
                corrected_on=date(2026, 9, 1),
            ),
        ),
        contact="figures@three-rivers.example",
        collaborative=Collaborative(
            name="Three Rivers Anchor Collaborative",
            slug="three-rivers",
            locale="en_GB",
            currency="GBP",
            strapline="Hospitals and neighbours, adding up",
        ),
    )


def ten_charts() -> Edition:
    """Ten figures with a chart each and definitions, one section a figure: at least twelve pages."""
    named = [
        local_share().model_copy(update={"code": f"WF-{number:02}", "name": f"Indicator {number}"})
        for number in range(1, 11)
    ]
    return edition(
        sections=tuple(
            Section(code=one.code, title=f"Pillar {number}", introduction="What changed. " * 20, figures=(one,))
            for number, one in enumerate(named, start=1)
        ),
        members=tuple(RosterMember(name=name) for name in MEMBERS),
        methods=(Note(title="Adding up", text="Rates are sums divided by sums. " * 12),),
    )
