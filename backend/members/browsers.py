"""A browser in words its owner recognises, from the header it sends. Pure."""

from backend.kit.languages import translated

_UNKNOWN = "A browser"
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def in_words(described: str) -> str:
    """As its owner reads it."""
    browser, _, system = described.partition(" on ")
    browser = translated("A browser") if browser in ("", _UNKNOWN) else browser
    return translated("%(browser)s on %(system)s", browser=browser, system=system) if system else browser


def described(user_agent: str) -> str:
    """E.g. "Firefox on Windows". The first mark that fits counts: browsers name those they descend from too."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), _UNKNOWN)
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
