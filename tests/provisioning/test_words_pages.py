"""Words of one's own: seen in sentences first, then said everywhere, in each language."""

from backend.provisioning import wordings
from tests.makers import Here
from tests.provisioning.test_settings_pages import seen


async def send(here: Here, **fields: str):
    return await here.administrator.send_form(f"/{here.slug}/settings/words", **fields)


async def test_words_are_read_in_sentences_before_they_hold(here: Here):
    looked = await send(here, en_member_one="trust", en_round_one="inquiry", es_member_one="fideicomiso")
    assert looked.status_code == 200
    assert "A trust reports what it is asked in an inquiry" in looked.text
    assert "Trusts in one area read the same inquiries" in looked.text
    assert "fideicomiso" in looked.text
    assert "Trusts" not in (await here.administrator.get(f"/{here.slug}/settings/words")).text
    fields = {"en_member_one": "trust", "en_round_one": "inquiry", "es_member_one": "fideicomiso"}
    made = await send(here, **fields, then="apply", seen=seen(looked.text))
    assert made.headers["location"].endswith("?done=words")
    page = await here.administrator.get(f"/{here.slug}/settings")
    assert "What you call trusts, inquiries" in page.text


async def test_what_is_no_word_is_refused_and_never_said(here: Here):
    """A word stands in every sentence of every page: what is markup there, or a place to put something in, is no word."""
    for wrong in ("<b>club</b>", "100% club", "a %(name)s", 'club" id="x', "R&D", "mem\nber"):
        for field in ("en_member_one", "en_member_many", "es_member_one"):
            sent = {"en_member_one": "trust", "es_member_one": "socio", field: wrong}
            told = await send(here, **sent)
            assert told.status_code == 422, (field, wrong)
            assert "letters, digits, spaces" in told.text
        assert "member" in wordings.preview({"member": wrong}, "en_US")["en"][0], "nor where it was kept before"
    for right in ("Trust", "NHS trust", "member’s site", "4-H club", "St. Odile's"):
        assert (await send(here, en_member_one=right)).status_code == 200, right


async def test_many_alone_is_asked_for_one(here: Here):
    wrong = await send(here, en_member_many="trusts")
    assert wrong.status_code == 422
    assert "Say what one of them is called, too." in wrong.text


def test_what_is_sent_is_what_is_kept():
    kept = {"member": "trust", "round": ["inquiry", "inquiries"], "es": {"area": "barrio"}, "quarter": "term"}
    fields = {
        word.field(which): text
        for word in wordings.words(kept)
        for which, text in zip(("one", "many"), word.own, strict=True)
    }
    assert wordings.sent(kept, fields) == kept
    assert wordings.sent(kept, dict.fromkeys(fields, "")) == {"quarter": "term"}
