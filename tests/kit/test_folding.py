"""Text as people look for it."""

from backend.kit.folding import beginnings, begins, folded


def test_accents_and_capitals_do_not_matter():
    assert folded("Đà Nẵng, Łódź") == "da nang, lodz"
    assert beginnings("  WF-03 Où? ") == ["wf", "03", "ou"]


def test_a_word_is_known_by_its_beginning():
    assert begins(["hosp", "san"], "Hospital San Telmo del Río")
    assert begins([], "anything")
    assert not begins(["pital"], "Hospital")
    assert not begins(["hosp", "rio", "x"], "Hospital Río")
