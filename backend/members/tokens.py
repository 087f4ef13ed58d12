"""Secrets in links and cookies: made here, kept only as hashes. A code is read off its link's token, so that the page
behind the link can show the code without its being kept anywhere."""

import hashlib
import secrets

CODE_DIGITS = 6


def new() -> str:
    """256 random bits, fit for a link."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> bytes:
    """What is kept of a token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


def code_of(link: str) -> str:
    """The six digits that go with a link's token."""
    number = int.from_bytes(hashlib.sha256(b"code " + link.encode()).digest())
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def code_hashed(code: str, browser: str) -> bytes:
    """What is kept of a code: bound to its browser's token, since a million codes alone are soon tried."""
    return hashlib.sha256(f"{code} {browser}".encode()).digest()


def same(one: bytes, other: bytes) -> bool:
    return secrets.compare_digest(one, other)


# ---- Of programs -----------------------------------------------------------------------------------------------------

START = 12  # characters by which its owner tells one from another, and a scanner of leaked secrets ours from all others


def new_for_program() -> str:
    """`anl_`, eight characters to know it by, and 256 random bits."""
    return f"anl_{secrets.token_hex(4)}_{new()}"


def is_for_program(text: str) -> bool:
    """Whether it could be one at all: nothing else is looked up."""
    return text.startswith("anl_") and len(text) == START + 1 + len(new()) and text.isascii()
