"""Every way out, for every figure the demonstration hides: it says that it is hidden, and not a digit of it."""

from collections.abc import Iterator

import pytest

from backend.disclosure.figures import Audience
from backend.members.rules import Role
from collab_reports.edition import Edition
from tests.attack.conftest import Shown
from tests.attack.outputs import HIDDEN, PRINTED, SAYS, Place, forms, hidden, opened, places, words_on_paper
from tests.makers import Visitor

OUTSIDE = (Audience.MEMBERS, Audience.PARTNERS, Audience.PUBLIC)


async def published(millrace: Shown) -> dict[tuple[int, str], tuple[Visitor, str, Edition]]:
    """Of each release and audience: a reader, the address, the edition as it is fetched."""
    readers = {
        "members": await millrace.somebody(Role.APPROVER),
        "partners": await millrace.somebody(Role.PARTNER),
        "public": millrace.here.anyone(),
    }
    found = {}
    for id, (release, audience) in millrace.editions.items():
        if reader := readers.get(audience):
            address = f"/{millrace.here.slug}/editions/{id}/"
            answer = await reader.get(f"{address}json")
            at = millrace.releases.index(release)
            found[at, audience] = reader, address, Edition.from_json(answer.text)
    return found


def faults(edition: Edition, output: str, content: bytes) -> Iterator[tuple[Place, str]]:
    """Where an output says something else of a hidden figure than that it is hidden."""
    said = SAYS[output][1](content)
    by_one_period = {figure.code for figure in edition.figures if len(figure.series) <= 1}
    for place in hidden(edition):
        words = said.get((place[0], "now") if place[0] in by_one_period and ": " not in place[1] else place)
        if words is None and output in ("chart", "alternative text"):
            continue  # what is not drawn has its table alone
        if words != HIDDEN.words:
            yield place, str(words)


@pytest.mark.parametrize("output", SAYS)
async def test_what_is_hidden_is_said_to_be_hidden_in_its_place(millrace: Shown, output: str):
    looked_at = 0
    for (at, _), (reader, address, edition) in (await published(millrace)).items():
        kind, says = SAYS[output]
        content = (await reader.get(f"{address}{kind}")).content
        assert list(faults(edition, output, content)) == []
        looked_at += len(set(hidden(edition)) & says(content).keys())
        broken = opened(edition, millrace.reports[at])
        if hidden(edition) != hidden(broken) and at == len(millrace.reports) - 1:
            assert list(faults(edition, output, PRINTED[kind](broken))), "the control: this output without its engine"
    assert looked_at > 20, "something was hidden there"


def printed_numbers(edition: Edition, report_numbers: set[str]) -> set[str]:
    """Of these, those that the report says for another reason."""
    own = {form for _, amount in places(edition) if amount.value is not None for form in forms(amount.value)}
    return report_numbers & own


async def test_paper_has_the_words_as_often_as_something_is_hidden_and_none_of_the_numbers(millrace: Shown):
    newest = len(millrace.reports) - 1
    protected = {form for cell in millrace.reports[newest].hidden for form in forms(cell.number)}
    for (at, _), (reader, address, edition) in (await published(millrace)).items():
        if at != newest:
            continue
        unsaid = protected - printed_numbers(edition, protected)
        for broken in (False, True):
            told = opened(edition, millrace.reports[at]) if broken else edition
            content = PRINTED["pdf"](told) if broken else (await reader.get(f"{address}pdf")).content
            words = words_on_paper(content)
            kept = words.count(HIDDEN.sign) >= len(hidden(edition)) and not any(f" {one} " in words for one in unsaid)
            assert kept is not broken or not hidden(edition), "the control is the same paper without its engine"


async def test_nothing_else_that_is_fetched_has_one_of_the_numbers(millrace: Shown, fetched):
    """Lists, counts, messages of errors, the answers of the API: none of it says what a report hides."""
    protected = {form for report in millrace.reports for cell in report.hidden for form in forms(cell.number)}
    assert len(protected) > 5
    for who in ("partner", "public"):
        one = fetched[who]
        said = {form for edition in one.editions.values() for form in printed_numbers(edition, protected)}
        texts = {
            path: answer.text
            for path, answer in one.answers.items()
            if answer.headers["content-type"].startswith(("text/", "application/json"))
        }
        refused = [
            await millrace.here.anyone().get(f"/{millrace.here.slug}/{path}") for path in ("figures", "x", "home")
        ]
        assert all(answer.status_code >= 400 or answer.is_redirect for answer in refused)
        texts |= {f"refused {at}": answer.text for at, answer in enumerate(refused)}
        for path, text in texts.items():
            found = {
                form for form in protected - said if f">{form}<" in text or f" {form} " in text or f'"{form}"' in text
            }
            assert not found, path
    figures = await (await millrace.somebody(Role.COORDINATOR)).get(f"/{millrace.here.slug}/figures")
    assert any(f">{form}<" in figures.text for form in protected), "the control: the backbone's own page has them"
