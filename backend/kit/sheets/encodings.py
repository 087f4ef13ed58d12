"""Which characters a foreign file's bytes stand for, found out and said."""

import codecs
from dataclasses import dataclass

from backend.kit.errors import Invalid

LOST = "\N{REPLACEMENT CHARACTER}"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNDEFINED = {0xDC00 + byte: byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_A_LANGUAGE = 0.2  # charset-normalizer's coherence from which its guess is more than a guess
_BINARY = 0.02  # share of NUL bytes from which a file is no text in any of our encodings


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    notes: tuple[str, ...]


def decode(content: bytes, encoding: str | None = None) -> Decoded:
    """Text of a file: by its byte order mark, as UTF-8, line by line when encodings are mixed, else as guessed.

    Every line keeps all it holds: a line that is not UTF-8 in a file that is, is read as Windows-1252 and noted.

    Raises:
        Invalid: not text, or not in the encoding it is said to be in.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    declared = encoding or marked
    decoded = _as(content, declared) if declared else _detect(content)
    return _without_nuls(decoded)


def _as(content: bytes, encoding: str) -> Decoded:
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError) as fault:
        raise Invalid(f"The file is not in the encoding {encoding}.", code="sheet.encoding") from fault
    return Decoded(text, encoding.removesuffix("-sig"), _notes_on_lost(text))


def _detect(content: bytes) -> Decoded:
    if content.count(0) > _BINARY * len(content):
        raise Invalid("This is not a text file; save it as CSV in UTF-8.", code="sheet.binary")
    try:
        return _as(content, "utf-8")
    except Invalid:
        pass
    if any(not line.isascii() and _is_utf8(line) for line in content.split(b"\n")):
        return _line_by_line(content)
    return _guessed(content)


def _line_by_line(content: bytes) -> Decoded:
    lines = content.split(b"\n")
    foreign = [number for number, line in enumerate(lines, 1) if not _is_utf8(line)]
    text = "\n".join(line.decode("utf-8") if _is_utf8(line) else _western(line) for line in lines)
    named = ", ".join(map(str, foreign[:5])) + (" …" if len(foreign) > 5 else "")
    note = f"Two encodings in one file: UTF-8, and Windows-1252 in {len(foreign)} of its lines: {named}."
    return Decoded(text, "utf-8 and windows-1252", (note, *_notes_on_lost(text)))


def _guessed(content: bytes) -> Decoded:
    # Here, because it takes longer to import than most files take to read, and few need it.
    from charset_normalizer import from_bytes

    guess = from_bytes(content).best()
    if guess is not None and guess.coherence >= _A_LANGUAGE and guess.encoding != "cp1252":
        note = f"The encoding is not declared; it reads as {guess.language} in {guess.encoding}. Look at the names."
        return Decoded(str(guess), guess.encoding, (note,))
    note = "The encoding is not declared and not UTF-8; it was read as Windows-1252. Look at letters with accents."
    return Decoded(_western(content), "windows-1252", (note,))


def _western(content: bytes) -> str:
    """Windows-1252; the five bytes it leaves undefined become the control characters of the same number."""
    return content.decode("cp1252", "surrogateescape").translate(_UNDEFINED)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _notes_on_lost(text: str) -> tuple[str, ...]:
    lost = text.count(LOST)
    return (f"Characters lost before the file came here: {lost}. They stand as {LOST}.",) if lost else ()


def _without_nuls(decoded: Decoded) -> Decoded:
    nuls = decoded.text.count("\0")
    if not nuls:
        return decoded
    note = f"NUL characters, which carry nothing, taken out: {nuls}."
    return Decoded(decoded.text.replace("\0", ""), decoded.encoding, (*decoded.notes, note))
