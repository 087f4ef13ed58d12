import pytest

from collab_reports.glyphs import STAND_IN, legible


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x00", "\x1b", "\x85", "\ufeff", "\ue000"])
def test_what_cannot_be_seen_is_replaced_by_what_can(sign):
    clean, replaced = legible({"name": f"a{sign}b", "same": ["a", 1, None]})
    assert clean == {"name": f"a{STAND_IN}b", "same": ["a", 1, None]}
    assert [(one.character, one.times, one.example) for one in replaced] == [(sign, 1, f"a{STAND_IN}b")]


def test_letters_lines_and_the_marks_that_letters_need_stay():
    text = "Šibenik بيت क्\u200dष\n\tA\u200fB"
    assert legible(text) == (text, ())


def test_every_character_a_font_lacks_is_counted_over_all_texts():
    clean, replaced = legible(("αβα", ["β"]), shows="α".__contains__)
    assert clean == [f"α{STAND_IN}α", [STAND_IN]]
    assert [(one.character, one.name, one.times) for one in replaced] == [("β", "GREEK SMALL LETTER BETA", 2)]
    assert "U+03B2" in str(replaced[0])
