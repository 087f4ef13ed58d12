"""The settings as people read them: `.env.example` and the table of docs/running.md. Both are this module's words, by test.

`python -m backend.kit.settings_page` writes both anew.
"""

import re
import textwrap
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from backend.kit.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- settings: begin -->", "<!-- settings: end -->"

HEAD = """\
# Copy to .env and take the # away from what you set. Variables of the environment win over this file.
# Written by `python -m backend.kit.settings_page`; a test keeps it true.
"""

COMPOSE = {
    "SITE_HOST": "Name under which people reach the site, e.g. anchors.example.org; the certificate is fetched for it.",
    "SMTP_URL": "As ANCHORLINE_SMTP_URL. With the profile dev: smtp+plain://mail:1025",
    "MAIL_FROM": "As ANCHORLINE_MAIL_FROM.",
    "POSTGRES_PASSWORD": "Of the superuser; used once, to make the roles. Letters and digits, like the three below.",
    "OWNER_PASSWORD": "Of the role that owns the tables; used by migrations.",
    "APP_PASSWORD": "Of the role the site works as.",
    "BACKUP_PASSWORD": "Of the role that reads everything, for back-ups.",
}


def example() -> str:
    """`.env.example`, whole."""
    ours = "\n".join(
        f"{_comment(field.description or '')}\n# {PREFIX}{name.upper()}={_shown(name, field)}\n"
        for name, field in Settings.model_fields.items()
    )
    theirs = "\n".join(f"{_comment(about)}\n# {name}=\n" for name, about in COMPOSE.items())
    return f"{HEAD}\n{ours}\n# -- For docker-compose alone; the program does not read these.\n\n{theirs}"


def table() -> str:
    """The settings as a Markdown table."""
    rows = [
        f"| `{PREFIX}{name.upper()}` | {f'`{shown}`' if (shown := _shown(name, field)) else '-'} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | when not set | what it is |", "|---|---|---|", *rows])


def within(page: str) -> str:
    """The page with the table between its marks."""
    return re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{table()}\n{END}", page, flags=re.DOTALL)


def _comment(text: str) -> str:
    return textwrap.fill(text, 110, initial_indent="# ", subsequent_indent="# ", break_long_words=False)


def _shown(name: str, field: FieldInfo) -> str:
    if name == "base_url":
        return "http://HOST:PORT"
    default: Any = field.default
    return (
        "" if default is None or default == () else str(default).lower() if default in (True, False) else str(default)
    )


if __name__ == "__main__":
    running = ROOT / "docs/running.md"
    (ROOT / ".env.example").write_text(example())
    running.write_text(within(running.read_text()))
