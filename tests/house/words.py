"""What docs/words.md says, and where words are found: in names, in what the code says, on pages and in letters."""

import ast
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("backend", "tenants", "collab_reports")
WORDS = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")


# ---- What the page says ----------------------------------------------------------------------------------------------


def rows(part: str) -> list[list[str]]:
    """The cells of the table under this heading."""
    below = WORDS.split(f"## {part}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in below.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def meaning(word: str) -> str:
    found = [row[1] for row in rows("What the product speaks of") if f"**{word}**" in row[0]]
    assert len(found) == 1, word
    return found[0]


def coded(word: str) -> list[str]:
    """The words in code font in the meaning of this word, e.g. the seven states of a submission."""
    return re.findall(r"`(\w+)`", meaning(word))


def refused() -> set[str]:
    """Everything under "not"."""
    cells = [row[2].strip(" |") for part in ("What the product speaks of", "Kept for what comes") for row in rows(part)]
    return {word.strip().lower() for cell in cells for word in cell.split(",") if word.strip()}


def house_words() -> list[str]:
    line = re.search(r"^House words, never on screen: (.+)\.$", WORDS, re.MULTILINE)
    assert line
    return line.group(1).split(", ")


# ---- Where words are found -------------------------------------------------------------------------------------------


def sources() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "/migrations/versions/" not in path.as_posix()
    ]


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def names(tree: ast.AST) -> Iterator[str]:
    """What the code itself names: functions, classes, arguments, variables, attributes it sets."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


def in_words(name: str) -> str:
    """`HeldRole`, `held_role` and `HELD_ROLE` as "held role"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("_", " ").strip().lower()


SAYS = {
    "Refused",
    "Conflict",
    "Invalid",
    "Problem",
    "NotFound",
    "TooMany",
    "Entry",
    "CannotStart",
    "WrongSchema",
    "print",
}


def sentences(tree: ast.AST) -> Iterator[str]:
    """What the code says to people: the texts in errors, problems, menu entries and what a command prints."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called in SAYS:
            for part in [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "message")]:
                yield from _texts(part)


def _texts(node: ast.AST) -> Iterator[str]:
    """Sentences: a text with a space in it, or one that begins with a capital. Paths and codes are neither."""
    match node:
        case ast.JoinedStr(values=values):
            said = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in values)
        case ast.Constant(value=str(text)):
            said = text
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _texts(child)
            return
    if re.match(r"[A-Z“]|.*\w ", said):
        yield said


def templates() -> list[Path]:
    return sorted(
        path
        for package in PACKAGES
        for ending in ("*.html", "*.txt")
        for path in (ROOT / package).rglob(f"templates/**/{ending}")
    )


class _Visible(HTMLParser):
    SEEN = frozenset({"alt", "title", "aria-label", "placeholder", "value"})

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("script", "style")
        self.texts += [value for name, value in attributes if name in self.SEEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)


def visible(text: str) -> str:
    """What people read of a template: its text and spoken attributes, with Jinja's own statements taken out.

    Texts inside `{{ … }}` are read too: `{{ "Yes" if x else "No" }}` is on screen.
    """
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}", " ", text, flags=re.DOTALL)
    quoted = re.findall(r"\{\{.*?\}\}", text, re.DOTALL)
    inside = [found for part in quoted for found in re.findall(r'"([^"]*\s[^"]*)"', part)]
    parser = _Visible()
    parser.feed(re.sub(r"\{\{.*?\}\}", " ", text, flags=re.DOTALL))
    return " ".join([*parser.texts, *inside])


def found(words: Iterable[str], text: str) -> list[str]:
    """Those of `words` that are in the text as whole words, plural or not."""
    return [word for word in words if re.search(rf"(?<![\w-]){re.escape(word)}s?(?![\w-])", text, re.IGNORECASE)]
