"""What was kept in English is said in the reader's language, as far as it is what the product says."""

from backend.kit.languages import speaking, speech_for
from backend.kit.saying_again import said_again
from backend.reports.notes import EARLIER, SENTENCES, SIGNED


def test_several_sentences_with_what_was_put_in_them_are_said_again() -> None:
    facts = {"signed": 7, "members": 10, "collaborative": "Anchors (north) of 3 members"}
    kept = (
        f"{SIGNED % facts} No member can be read out of any figure; where one could, the figure is hidden and says so."
    )
    assert said_again(kept, SENTENCES) == kept
    with speaking(speech_for("es", "en_US")):
        said = said_again(kept, SENTENCES)
    assert said.startswith(
        "7 de 10 miembros de Anchors (north) of 3 members han firmado las cifras de este informe. De ning"
    )


def test_nothing_is_said_of_what_somebody_wrote() -> None:
    with speaking(speech_for("es", "en_US")):
        for kept in ("We did it ourselves.", "Rounding of ours", "Rounding We did it ourselves."):
            assert said_again(kept, SENTENCES) == "", kept


def test_a_title_that_begins_a_sentence_does_not_keep_it_from_being_said() -> None:
    title, text = EARLIER
    assert text.startswith(f"{title} ")
    with speaking(speech_for("es", "en_US")):
        assert said_again(text, SENTENCES).startswith("Los periodos anteriores están aquí como se conocen ahora")
        assert said_again(title, SENTENCES) == "Periodos anteriores"
        assert said_again(f"{title} {text}", SENTENCES).startswith("Periodos anteriores Los periodos anteriores")
