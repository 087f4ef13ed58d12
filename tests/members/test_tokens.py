"""A code is read off its link and is bound to a browser."""

from collections import Counter

from backend.members import tokens


def test_a_code_is_six_digits_of_its_link_alone() -> None:
    link = tokens.new()
    assert tokens.code_of(link) == tokens.code_of(link)
    codes = [tokens.code_of(tokens.new()) for _ in range(2000)]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(set(codes)) > 1980
    first = Counter(code[0] for code in codes)
    assert min(first[digit] for digit in "0123456789") > 120  # every digit leads about a tenth of them


def test_what_is_kept_of_a_code_does_not_give_it_away_without_the_browser() -> None:
    assert tokens.code_hashed("000001", "one browser") != tokens.code_hashed("000001", "another")
    assert tokens.same(tokens.code_hashed("000001", "one browser"), tokens.code_hashed("000001", "one browser"))


def test_a_token_is_256_bits_and_never_the_same() -> None:
    made = {tokens.new() for _ in range(100)}
    assert len(made) == 100
    assert all(len(token) == 43 for token in made)
