import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from collab_reports.edition import Edition, sha256
from collab_reports.parts import Change, Collaborative, FormulaPart, Row, Split, Status, Voice
from tests.collab_reports.samples import HIDDEN_REASON, edition, figure, points, rich

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=6)


@given(name=st.text(min_size=1), value=numbers, estimated=st.booleans())
def test_an_edition_reads_back_as_it_was_and_its_text_is_stable(name, value, estimated):
    status = Status.ESTIMATED if estimated else Status.REPORTED
    one = edition(figure(name=name, value=value, status=status))
    text = one.to_json()
    assert Edition.from_json(text) == one
    assert Edition.from_json(text).to_json() == text
    text.encode()


def test_the_rich_edition_reads_back():
    assert Edition.from_json(rich().to_json()) == rich()


def test_equal_editions_have_one_fingerprint_whatever_made_their_numbers():
    one, other = edition(figure(value=Decimal("1.50"))), edition(figure(value="1.5"))
    assert one == other
    assert sha256(one.to_json()) == sha256(other.to_json())
    assert sha256(one.to_json()) != sha256(edition(figure(value="1.51")).to_json())


def test_the_text_has_its_keys_in_order_and_its_numbers_as_text():
    text = edition(figure(value=Decimal("1.50"))).to_json()
    data = json.loads(text)
    assert list(data) == sorted(data)
    assert data["sections"][0]["figures"][0]["value"] == "1.5"
    assert text == json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def test_a_number_written_as_a_float_is_not_read():
    text = edition(figure(value="1.5")).to_json()
    with pytest.raises(ValidationError, match="never a float"):
        Edition.from_json(text.replace('"value":"1.5"', '"value":1.5'))


def test_another_version_is_not_read():
    with pytest.raises(ValidationError):
        Edition.from_json(rich().to_json().replace('"version":1}', '"version":2}'))


def rows(*words: str) -> tuple[Row, ...]:
    return tuple(
        Row(code=f"r{n}", name=f"row {n}", status="reported", value=word)
        if word[0].isdigit()
        else Row(code=f"r{n}", name=f"row {n}", status=word)
        for n, word in enumerate(words)
    )


def split(*words: str, adds_up: bool = True) -> Split:
    return Split(code="area", name="area", rows=rows(*words), adds_up=adds_up)


def test_one_hidden_category_beside_its_total_is_refused_and_two_are_not():
    with pytest.raises(ValidationError, match="only row 1 is hidden"):
        figure(value=64, splits=(split("42", "suppressed", "15"),))
    assert figure(value=64, splits=(split("42", "suppressed", "suppressed"),))
    assert figure(value=64, splits=(split("42", "suppressed", "not_available"),))
    assert figure(value=64, splits=(split("42", "suppressed", "15", adds_up=False),))


def test_a_hidden_total_is_not_left_standing_in_its_split():
    with pytest.raises(ValidationError, match="adds up to it"):
        figure(status="suppressed", splits=(split("42", "7", "15"),))
    assert figure(status="suppressed", splits=(split("42", "suppressed", "15"),))


def parts(numerator: str, denominator: str) -> tuple[FormulaPart, ...]:
    return tuple(
        FormulaPart(
            code=role,
            name=role,
            unit="people",
            role=role,
            status="reported" if word[0].isdigit() else word,
            value=word if word[0].isdigit() else None,
        )
        for role, word in (("numerator", numerator), ("denominator", denominator))
    )


def test_a_formula_gives_nothing_away():
    with pytest.raises(ValidationError, match="every part of its formula"):
        figure(status="suppressed", unit="%", parts=parts("7", "100"))
    with pytest.raises(ValidationError, match="would give it"):
        figure(value=7, unit="%", parts=parts("suppressed", "100"))
    assert figure(value=7, unit="%", parts=parts("suppressed", "suppressed"))
    assert figure(status="suppressed", unit="%", parts=parts("suppressed", "100"))


def test_a_change_gives_nothing_away():
    with pytest.raises(ValidationError, match="the change since then would give it"):
        figure(series=points("suppressed 8140"), change=Change(since="2026 Q2", value=Decimal(5)))
    with pytest.raises(ValidationError, match="but no figure"):
        figure(status="suppressed", change=Change(since="2026 Q2", value=Decimal(5)))
    assert figure(series=points("8135 8140"), change=Change(since="2026 Q2", value=Decimal(5)))


def test_a_hidden_figure_is_hidden_in_its_series_too():
    with pytest.raises(ValidationError, match="disagree about 2026 Q3"):
        edition(figure(status="suppressed", series=points("8000 8140")))
    assert edition(figure(status="suppressed", series=points("8000 suppressed")))


def test_every_fault_of_a_figure_is_told_at_once():
    with pytest.raises(ValidationError) as refused:
        figure(status="suppressed", hidden_reason=HIDDEN_REASON, splits=(split("42", "7"),), parts=parts("7", "100"))
    assert "adds up to it" in str(refused.value)
    assert "every part of its formula" in str(refused.value)


def test_series_and_definitions_are_in_order():
    with pytest.raises(ValidationError, match="order of time"):
        figure(series=tuple(reversed(points("1 2"))))
    first = figure().definitions[0]
    with pytest.raises(ValidationError, match="order of version"):
        figure(definitions=(first.model_copy(update={"version": 2}), first))


def test_a_code_stands_for_one_figure():
    with pytest.raises(ValidationError, match="Figure WF-02 is there twice"):
        edition(figure(), figure())


def test_only_a_members_own_report_names_a_member():
    with pytest.raises(ValidationError, match="names it"):
        edition(audience="own_member")
    with pytest.raises(ValidationError, match="no other report does"):
        edition(for_member="Llŷn")
    assert edition(audience="own_member", for_member="Llŷn")


@pytest.mark.parametrize("locale", ["xx_YY", "english", "en-GB"])
def test_a_locale_we_cannot_write_is_refused(locale):
    with pytest.raises(ValidationError):
        Collaborative(name="A", slug="a", locale=locale, currency="GBP")


def test_money_names_its_currency():
    with pytest.raises(ValidationError, match="must name its currency"):
        figure(unit="currency / m2")
    assert figure(unit="GBP / m2")


def test_the_day_is_a_day():
    assert edition(released="2026-11-20").released == date(2026, 11, 20)


def test_a_report_without_voices_keeps_the_text_it_was_signed_with():
    silent = edition()
    assert "voices" not in silent.to_json()
    assert Edition.from_json(silent.to_json()).to_json() == silent.to_json()
    spoken = edition(voices=(Voice(member="Ash", question="What we did", words="A bus line opened."),))
    assert Edition.from_json(spoken.to_json()) == spoken
    assert sha256(spoken.to_json()) != sha256(silent.to_json())
