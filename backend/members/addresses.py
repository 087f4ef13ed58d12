"""E-mail addresses and names as people may write them. Pure."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from backend.kit.languages import later, translated

LONGEST_NAME = 100


def bare(written: str) -> str:
    """`Ada Lee <ada@wren.example>`, as mail programs copy it, without the name."""
    found = re.fullmatch(r"[^<>]*<([^<>]+)>", written.strip())
    return found[1] if found else written


def normalised(address: str) -> str:
    """The one form in which an address is kept and compared: lower case, plain letters.

    Letters beyond a to z are refused rather than folded: two addresses that look alike must never become one, nor one
    address look like another's. A domain in other scripts is written in its `xn--` form.

    Raises:
        ValueError: with what would be right.
    """
    written = address.strip()
    if not written.isascii() or not written.isprintable():
        raise ValueError(later("Write the address in plain letters without accents, e.g. name@hospital.org."))
    try:
        # A hospital's own network may use names that the public one does not know.
        found = validate_email(written, check_deliverability=False, globally_deliverable=False).ascii_email or ""
    except EmailNotValidError:
        raise ValueError(later("This is not an e-mail address. Write one like name@hospital.org.")) from None
    return found.lower()


def person_name(name: str) -> str:
    """A name as one line of visible characters. Raises: ValueError."""
    written = unicodedata.normalize("NFC", " ".join(name.split()))
    if not written:
        raise ValueError(later("Write the name."))
    if len(written) > LONGEST_NAME:
        raise ValueError(translated("Write at most %(most)s characters.", most=LONGEST_NAME))
    # Cc control, Cf direction marks and the like, Co private use: they make one name look like another.
    if any(unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs") for character in written):
        raise ValueError(later("Write the name in visible characters only."))
    return written
