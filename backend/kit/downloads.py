"""How a file is handed out to be kept."""

from urllib.parse import quote


def to_keep(name: str) -> dict[str, str]:
    """The headers: its name in plain letters, and as it is (RFC 6266); no cache keeps it."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in " .-_") else "_" for sign in name)
    return {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "cache-control": "private, no-store",
    }
