"""The operator's commands as they are typed: an empty machine, a first collaborative, a back-up, a disk lost, all back."""

import re
import shutil
from pathlib import Path

from tests.test_cli import Typed, anchorline, typed

__all__ = ["typed"]


def test_from_an_empty_machine_to_a_link_and_back_after_a_lost_disk(tmp_path: Path, typed: Typed) -> None:
    first = ("bootstrap", "nhs", "--slug", "north", "--name", "North", "--administrator", "Ada@Hospital.example")
    made = anchorline(tmp_path, *first)
    assert made.returncode == 0, made.stderr
    assert re.search(r"http://127\.0\.0\.1:8000/invitations/[\w-]{40,}", made.stdout)
    assert "Give ada@hospital.example this link" in made.stdout
    assert "set ANCHORLINE_BASE_URL" in made.stdout
    again = typed(*first)
    assert (again.returncode, "No new link" in again.stdout) == (0, True)
    other = typed("bootstrap", "nhs", "--slug", "south", "--name", "S", "--administrator", "a@b.example")
    assert (other.returncode, "anchorline collaborative apply" in other.stderr) == (1, True)

    backups = tmp_path / "backups"
    for _ in range(2):
        taken = anchorline(tmp_path, "backup", "--keep", "1", BACKUPS=str(backups))
        assert (taken.returncode, "north" in taken.stdout) == (0, True), taken.stderr
    [kept] = backups.iterdir()
    assert backups.stat().st_mode & 0o077 == 0
    assert "whole" in typed("restore", str(kept), "--check").stdout
    refused = typed("restore", str(kept))
    assert (refused.returncode, "Nothing was changed" in refused.stderr) == (1, True)

    shutil.rmtree(tmp_path / "data")
    restored = anchorline(tmp_path, "restore", str(kept))
    assert (restored.returncode, "found to be the same" in restored.stdout) == (0, True), restored.stderr
    assert "No new link" in typed(*first).stdout, "the invitation is there again"
    said = anchorline(tmp_path, "doctor", BACKUPS=str(backups))
    assert said.returncode == 1
    assert "well   Schema" in said.stdout
    assert "wrong  Mail: No mail server is set" in said.stdout
    assert re.search(r"\n\d wrong, \d to look at, \d+ well\.\n$", said.stdout)


def test_who_is_an_operator_is_said_at_the_command_line(tmp_path: Path, typed: Typed) -> None:
    assert typed("db", "start").returncode == 0
    try:
        assert typed("db", "upgrade").returncode == 0
        assert "Nobody is." in typed("operator", "list").stdout
        assert "is an operator" in anchorline(tmp_path, "operator", "give", "It@Hospital.example").stdout
        assert "is an operator already" in typed("operator", "give", "it@hospital.example").stderr
        assert "it@hospital.example  since " in typed("operator", "list").stdout
        assert "no operator any more" in typed("operator", "take", "it@hospital.example").stdout
        assert "is no operator" in typed("operator", "take", "it@hospital.example").stderr
        assert typed("operator", "give", "nonsense").returncode == 1
    finally:
        typed("db", "stop")


def test_what_cannot_be_kept_or_put_back_is_one_sentence(tmp_path: Path, typed: Typed) -> None:
    for words, settings, sentence in (
        (["backup"], {}, "set ANCHORLINE_BACKUPS"),
        (["backup", str(tmp_path)], {}, "there is nothing to keep yet"),
        (["backup", str(tmp_path)], {"DATABASE_URL": "postgresql://a@b/c"}, "Set ANCHORLINE_BACKUP_DATABASE_URL"),
        (["restore", str(tmp_path / "none.zip")], {}, "There is no file"),
        (["bootstrap", "nhx", "--slug", "n", "--name", "N", "--administrator", "a@b.example"], {}, "nhs"),
    ):
        done = typed(*words, **settings)
        assert (done.returncode, sentence in done.stderr) == (1, True), (words, done.stderr)
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_without_a_starting_set_the_link_opens_a_page_to_choose_one(tmp_path: Path, typed: Typed) -> None:
    half = typed("bootstrap", "--slug", "north", "--administrator", "ada@hospital.example")
    assert (half.returncode, "leave all three to the page" in half.stderr) == (1, True)
    made = anchorline(tmp_path, "bootstrap", "--administrator", "Ada@Hospital.example")
    assert made.returncode == 0, made.stderr
    assert re.search(r"http://127\.0\.0\.1:8000/beginnings/[\w-]{40,}", made.stdout)
