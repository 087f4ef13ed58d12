"""What the product wrote into a report is said again in the reader's language; what people wrote waits for a person."""

import re

from backend.goals.translating import Spoken
from backend.kit.languages import speaking, speech_for
from backend.releases import retelling
from backend.releases.translated_pages import said_of
from collab_reports.edition import Edition
from collab_reports.parts import Correction
from tests.collab_reports.samples import rich
from tests.releases.readers import address
from tests.releases.reporting import Reporting

IN_SPANISH = speech_for("es", "en_GB")


async def test_the_public_report_is_in_the_language_of_its_address(published: Reporting):
    page = (await published.here.anyone().get(f"{address(published)}?lang=es")).text
    drawn = re.sub(r"<[^>]+>", "", page.partition("<article")[2].partition("</article>")[0])
    for said in (
        "han firmado las cifras de este informe. De ninguna",
        "Cómo se suman las cifras",
        "Una cifra se muestra solo si",
    ):
        assert said in drawn
    for said in ("have signed", "How figures are added up", "A figure is shown only if", "members reported", " people"):
        assert said not in drawn
    assert "have signed" in (await published.here.anyone().get(address(published))).text


def test_a_correction_is_said_with_its_units_and_what_a_member_says_of_it_is_left() -> None:
    [figure, *_] = rich().figures
    facts = {"figure_code": figure.code, "period_label": "2026 Q1", "corrected_on": rich().released}
    was = "was 1,200 people (5 of 6 members reported), is 1 person (6 of 6 members reported)"
    kept = [Correction(text=text, **facts) for text in (was, f"{was}; Elm corrected its figures: A slip.")]
    edition: Edition = rich().model_copy(update={"corrections": tuple(kept)})
    assert figure.unit == "people"
    with speaking(IN_SPANISH):
        found = retelling.retold(edition, IN_SPANISH.locale)
    assert found[was] == "era 1,200 personas (5 de 6 miembros informaron), es 1 persona (6 de 6 miembros informaron)"
    assert kept[1].text not in found


def test_parts_that_every_starting_set_has_are_named_here_and_others_are_left_to_people() -> None:
    asked = {text for _, text in said_of(rich())}
    splits = [split for figure in rich().figures for split in figure.splits]
    assert splits
    parts = {row.name for split in splits for row in split.rows}
    assert {split.name for split in splits} | parts <= asked
    with speaking(IN_SPANISH):
        assert retelling.named("Unknown", Spoken("en", foreign=True)) == "Desconocido"
        assert retelling.named("Eastbank", Spoken("en", foreign=True)) == "Eastbank"
    assert retelling.named("Unknown", Spoken("en", foreign=False)) == "Unknown"
