"""The demonstration, as a rival member, a community partner and the public can fetch it, solved as linear programs."""

import os
from collections.abc import Iterator, Sequence
from datetime import date

from backend.disclosure.figures import Table
from backend.disclosure.sensitivity import for_readers, of_cell
from backend.kit.periods import Period
from collab_reports import html, pdf, xlsx
from tests.attack.breaches import Breach, Said
from tests.attack.conftest import Shown, sayings
from tests.attack.frozen import Frozen
from tests.attack.gathering import Gathered

EVERY_MEMBER = os.environ.get("ANCHORLINE_TEST_ATTACK") == "full"


def test_each_comes_by_the_reports_meant_for_it_and_no_other(fetched: dict[str, Gathered]):
    audiences = {who: {edition.audience.value for edition in one.editions.values()} for who, one in fetched.items()}
    assert audiences == {"rival": {"members", "public"}, "partner": {"partners", "public"}, "public": {"public"}}
    assert all(len(one.editions) >= 4 for one in fetched.values())


async def test_pages_and_files_say_what_the_data_says(millrace: Shown, fetched: dict[str, Gathered]):
    """Each is drawn from the JSON and the logo alone, again, byte by byte; so what is solved below is all they say."""
    for one in fetched.values():
        for path, edition in one.editions.items():
            for kind, printed in (("html", html.print_edition(edition)), ("xlsx", xlsx.print_edition(edition))):
                assert one.answers[path.removesuffix("json") + kind].content == printed, path
    path, edition = next(iter(fetched["public"].editions.items()))
    logo = (await millrace.here.anyone().get(f"/{millrace.here.slug}/logo")).content
    printed_again = pdf.print_edition(edition, logo=logo).content
    assert fetched["public"].answers[path.removesuffix("json") + "pdf"].content == printed_again
    newest = max(fetched["public"].editions.values(), key=lambda edition: edition.period.start)
    assert any(html.fragment(newest) in answer.text for answer in fetched["public"].answers.values() if answer.text)


def attack(millrace: Shown, fetched: dict[str, Gathered], book: Frozen, more: Sequence[Said] = ()) -> Iterator[Breach]:
    """As a stranger, and as the members with the most and the fewest figures; `make soak` tries every member."""
    outside = [*sayings(millrace, fetched["partner"]), *sayings(millrace, fetched["public"]), *more]
    yield from book.breaches(outside)
    by_size = sorted(book.parents, key=lambda parent: len(book.own(parent)))
    for parent in by_size if EVERY_MEMBER else (by_size[0], by_size[-1]):
        yield from book.breaches([*sayings(millrace, fetched["rival"]), *outside], parent)


def test_nobody_is_told_what_one_member_gave_or_how_many_a_few_are(millrace: Shown, fetched: dict[str, Gathered]):
    assert len(millrace.reports) >= 3
    assert len(sayings(millrace, fetched["rival"])) > 300, "something is said"
    book = Frozen(millrace.reports, millrace.policy, millrace.agreed)
    assert not list(map(str, attack(millrace, fetched, book)))


def test_the_attack_finds_what_companions_would_have_protected(millrace: Shown, fetched: dict[str, Gathered]):
    """The control: the newest report also says what it hid for no other reason than to protect something beside it."""
    *before, newest = millrace.reports
    sensitive = for_readers(millrace.policy, frozenset())
    companions = {cell.id for cell in newest.hidden if of_cell(cell, sensitive) is None}
    assert companions
    shown = tuple(cell for cell in newest.hidden if cell.id in companions)
    hidden = tuple(cell for cell in newest.hidden if cell.id not in companions)
    book = Frozen([*before, Table((*newest.cells, *shown), newest.relations, hidden)], millrace.policy, millrace.agreed)
    more = [Said(len(before), *parts_of(cell.id), cell.number) for cell in shown]
    assert next(attack(millrace, fetched, book, more), None) is not None


def parts_of(id: str) -> tuple[str, Period, str]:
    code, span, category = id.split("|")
    start, _, months = span.partition("/")
    return code, Period(date.fromisoformat(start), int(months)), category
