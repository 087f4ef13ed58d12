"""What each way out says in the place of a figure: page, data, workbook, chart, alternative text, paper."""

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from html import unescape

import openpyxl
from pypdf import PdfReader

from backend.disclosure.figures import Table
from backend.kit.periods import Period
from collab_reports import html, pdf, wording, xlsx
from collab_reports.edition import Edition, Figure
from collab_reports.parts import Amount, Status
from collab_reports.statuses import READINGS

Place = tuple[str, str]  # a figure's code, and the name of the period or the category
HIDDEN = READINGS[Status.SUPPRESSED]


def places(edition: Edition) -> Iterator[tuple[Place, Amount]]:
    """Everything a report says a number or a reason in: each figure's periods, then its splits."""
    for figure in edition.figures:
        for point in figure.series:
            yield (figure.code, point.period.label), point
        for split in figure.splits:
            for row in split.rows:
                yield (figure.code, f"{split.name}: {row.name}"), row


def hidden(edition: Edition) -> list[Place]:
    return [place for place, amount in places(edition) if amount.status is Status.SUPPRESSED]


def opened(edition: Edition, report: Table) -> Edition:
    """The same report with nothing hidden, past every check: what an output without its engine would print."""
    numbers = {cell.id: cell.number for cell in report.hidden}

    def show(amount: Amount, code: str, period: Period, category: str = "") -> Amount:
        number = numbers.get(f"{code}|{period.start.isoformat()}/{period.months}|{category}")
        if amount.status is not Status.SUPPRESSED or number is None:
            return amount
        return amount.model_copy(update={"status": Status.REPORTED, "value": number, "hidden_reason": ""})

    def of_figure(figure: Figure) -> Figure:
        now = Period(edition.period.start, edition.period.months)
        series = [show(one, figure.code, Period(one.period.start, one.period.months)) for one in figure.series]
        splits = [
            split.model_copy(
                update={"rows": tuple(show(row, figure.code, now, f"{split.code}.{row.code}") for row in split.rows)}
            )
            for split in figure.splits
        ]
        plain = show(figure, figure.code, now)
        return plain.model_copy(update={"series": tuple(series), "splits": tuple(splits)})  # type: ignore[return-value]

    sections = [
        section.model_copy(update={"figures": tuple(map(of_figure, section.figures))}) for section in edition.sections
    ]
    return edition.model_copy(update={"sections": tuple(sections)})


# ---- What each says --------------------------------------------------------------------------------------------------


def of_data(content: bytes) -> Mapping[Place, str]:
    found = {}
    for figure in (one for section in json.loads(content)["sections"] for one in section["figures"]):
        for point in figure["series"]:
            found[figure["code"], point["period"]["label"]] = f"{point['status']} {point['value']}"
        for split in figure["splits"]:
            for row in split["rows"]:
                found[figure["code"], f"{split['name']}: {row['name']}"] = f"{row['status']} {row['value']}"
    return {place: said.replace("suppressed None", HIDDEN.words) for place, said in found.items()}


def of_workbook(content: bytes) -> Mapping[Place, str]:
    head, *rows = openpyxl.load_workbook(io.BytesIO(content), read_only=True)["Data"].iter_rows(values_only=True)
    found = {}
    for row in (dict(zip(head, row, strict=True)) for row in rows):
        name = row["period"] if row["kind"] == "total" else f"{row['split_by']}: {row['category']}"
        found.setdefault((row["figure"], name), f"{row['status']} {row['value']} {row['exactly']}")
    silent = f"{HIDDEN.words} None None"
    return {place: HIDDEN.words if said == silent else said for place, said in found.items()}


def of_page(content: bytes) -> Mapping[Place, str]:
    """From the tables beside the charts; of a figure with one period from the number itself."""
    found = {}
    for code, splits, first, text in _figures(content.decode()):
        tables = re.findall(r"<table.*?<caption>(.*?)</caption>(.*?)</table>", text, re.S)
        if amount := re.search(r'<p class="amount[^>]*><strong>(.*?)</strong>', text):
            found[code, first] = unescape(amount[1])
        for caption, body in tables:
            by = next((f"{name}: " for name in splits if unescape(caption).endswith(f", by {name}")), "")
            for name, cell in re.findall(r"<bdi>(.*?)</bdi>.*?<td[^>]*>(.*?)</td>", body, re.S):
                found[code, f"{by}{unescape(name)}"] = unescape(re.sub("<[^>]+>", "", cell))
    return {place: said.replace(f"{HIDDEN.words} {HIDDEN.sign}", HIDDEN.words) for place, said in found.items()}


def _figures(text: str) -> Iterator[tuple[str, list[str], str, str]]:
    """Of each figure its code, the names of its splits, the newest period, and its part of the page."""
    for part in re.split(r'<section class="figure"', text)[1:]:
        code = re.search(r"<dt>Version</dt><dd>(.*?), version ", part)
        by = re.findall(r"<caption>[^<]*, by ([^<]*)</caption>", part)
        if code is None:
            continue  # a goal
        yield unescape(code[1]), [name for name in map(unescape, by) if name != "period"], "now", part


def of_alternative_text(content: bytes) -> Mapping[Place, str]:
    """What a chart says to whom it is read aloud, where it says a place by itself; a map, that it has no number."""
    found = {}
    for code, _, _, text in _figures(content.decode()):
        for by, drawn in _drawings(text):
            said = "".join(map(unescape, re.findall(r"<desc[^>]*>(.*?)</desc>", drawn)))
            if "<use" in drawn:
                without = said.partition("Without a number: ")[2].removesuffix(".").split(", ")
                found |= {(code, f"{by}: {name}"): HIDDEN.words for name in without}
                continue
            for name, words in re.findall(r"(?:^|[;.,:] )([^;:,.]+?)(?:: | is )([^;.]+)", said):
                found[code, name if by == "period" else f"{by}: {name}"] = words.split(", ")[0]
    return found


def _drawings(text: str) -> Iterator[tuple[str, str]]:
    """Each with what it is split by, which the table beside it says."""
    for drawn, caption in re.findall(r"(<svg.*?</svg>).*?<caption>(.*?)</caption>", text, re.S):
        yield unescape(caption).rpartition(", by ")[2], drawn


def of_chart(content: bytes) -> Mapping[Place, str]:
    """The words drawn in bars, each under the name of its category, and what a pointer reads over the areas of a map."""
    found = {}
    for code, _, _, text in _figures(content.decode()):
        for by, drawn in _drawings(text):
            words = [unescape(one) for one in re.findall(r"<text[^>]*>(.*?)</text>", drawn)]
            areas = [unescape(one).split(": ", 1) for one in re.findall(r"<use[^>]*><title>(.*?)</title>", drawn)]
            if areas:
                found |= {(code, f"{by}: {name}"): said for name, said in areas}
            elif by != "period":
                found |= {(code, f"{by}: {name}"): said for name, said in zip(words[::2], words[1::2], strict=False)}
    return {place: said.replace(f"{HIDDEN.sign} {HIDDEN.words}", HIDDEN.words) for place, said in found.items()}


def words_on_paper(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


PRINTED: Mapping[str, Callable[[Edition], bytes]] = {
    "json": lambda edition: edition.to_json().encode(),
    "html": html.print_edition,
    "xlsx": xlsx.print_edition,
    "pdf": lambda edition: pdf.print_edition(edition).content,
}
SAYS: Mapping[str, tuple[str, Callable[[bytes], Mapping[Place, str]]]] = {
    "data": ("json", of_data),
    "workbook": ("xlsx", of_workbook),
    "page": ("html", of_page),
    "chart": ("html", of_chart),
    "alternative text": ("html", of_alternative_text),
}


def anchor(code: str) -> str:
    return wording.anchor("figure", code)


def forms(number: Decimal) -> set[str]:
    """How a number of four digits or more may be written."""
    whole = f"{int(number)}"
    return {whole, f"{int(number):,}"} if len(whole) > 3 else set()
