"""What a release keeps of itself reads back as it was, but for the links between cells."""

import json

from backend.disclosure import kept
from backend.disclosure.figures import Audience, Measure, Table, Visibility
from backend.disclosure.policy import US
from backend.disclosure.rules import decide
from tests.disclosure.samples import cell, figure, share


def test_figures_and_ratios_come_back_as_they_were():
    ratio = share(figure("55", 20, 20, 15), figure("500", 200, 200, 100), "11.000")
    money = figure("0.10", "0.05", "0.03", "0.02", measure=Measure.MONEY, element="spend")
    whole = Table((cell("a", money, Visibility.MEMBERS), cell("b", ratio)))
    through_text = json.loads(json.dumps(kept.written(whole)))
    again = kept.read(through_text)
    assert [(one.id, one.visibility, one.number) for one in again.cells] == [
        (one.id, one.visibility, one.number) for one in whole.cells
    ]
    assert [figure.contributors for one in again.cells for figure in one.figures] == [
        figure.contributors for one in whole.cells for figure in one.figures
    ]


def test_a_release_is_held_against_what_is_read_back_as_against_what_was_shown():
    before = Table((cell("a", figure(300, 100, 100, 100)),))
    now = Table((cell("a", figure(420, 100, 100, 100, 120)),))
    for earlier in (before, kept.read(kept.written(before))):
        assert set(decide(now, Audience.PUBLIC, US, [earlier])) == {"a"}
    assert not decide(now, Audience.PUBLIC, US, [])
