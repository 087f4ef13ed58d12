"""How long a report takes to print: 12 pages and 10 charts, first in this process and then again.

Run: python -m tests.benchmarks.bench_pdf. To be under 2 seconds, cold.
"""

import io
import statistics
import time

from pypdf import PdfReader

from collab_reports.html import print_edition as print_html
from collab_reports.pdf import print_edition as print_pdf
from tests.collab_reports.samples import ten_charts

TIMES = 7
LIMIT_SECONDS = 2.0


def measure() -> dict[str, float]:
    """Seconds, and what was printed: pages, charts, kilobytes."""
    edition = ten_charts()
    cold, printed = _timed(lambda: print_pdf(edition))
    warm = [_timed(lambda: print_pdf(edition))[0] for _ in range(TIMES)]
    html = [_timed(lambda: print_html(edition))[0] for _ in range(TIMES)]
    return {
        "pages": len(PdfReader(io.BytesIO(printed.content)).pages),
        "charts": sum(len(figure.series) > 1 for figure in edition.figures),
        "kilobytes": len(printed.content) / 1000,
        "pdf_cold_seconds": cold,
        "pdf_warm_seconds": statistics.median(warm),
        "html_warm_seconds": statistics.median(html),
    }


def _timed(act):
    begun = time.perf_counter()
    result = act()
    return time.perf_counter() - begun, result


def main() -> None:
    figures = measure()
    print(
        f"report: {figures['pages']} pages, {figures['charts']} charts, {figures['kilobytes']:.0f} kB; "
        f"PDF {figures['pdf_cold_seconds'] * 1000:.0f} ms cold, {figures['pdf_warm_seconds'] * 1000:.0f} ms warm; "
        f"HTML {figures['html_warm_seconds'] * 1000:.0f} ms warm"
    )
    if figures["pdf_cold_seconds"] > LIMIT_SECONDS:
        raise SystemExit(f"slower than the {LIMIT_SECONDS} seconds it may take")


if __name__ == "__main__":
    main()
