"""How two processes speak over a pipe: a length in four bytes, then so many bytes of JSON, or of a file."""

import json
from typing import Any, BinaryIO

LENGTH = 4


def framed(content: bytes) -> bytes:
    return len(content).to_bytes(LENGTH, "big") + content


def spoken(message: dict[str, Any]) -> bytes:
    """Texts may hold half a surrogate pair, which JSON's own escapes carry and UTF-8 would not."""
    return framed(json.dumps(message, separators=(",", ":")).encode("ascii"))


def take(stream: BinaryIO) -> bytes:
    return stream.read(int.from_bytes(stream.read(LENGTH), "big"))
