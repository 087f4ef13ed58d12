"""A bare machine gets what it needs, or one sentence saying what is missing. Played with stand-ins for its programs."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, re.MULTILINE)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout's .ci and a folder `bin` that is the whole PATH, with a Python whose venv is missing."""
    shutil.copytree(ROOT / ".ci", tmp_path / "repo/.ci")
    (tmp_path / "bin").mkdir()
    for program in ("sh", "dirname", "rm", "mkdir", "cat", "chmod", "touch", "env"):
        (tmp_path / "bin" / program).symlink_to(shutil.which(program) or "/nowhere")
    put(tmp_path, "python3", 'echo "python3 $*" >>"$LOG"; [ -e "$HERE/venv-is-here" ] || exit 1; ' + MAKES_A_VENV)
    put(tmp_path, "id", "echo 1000")
    return tmp_path


MAKES_A_VENV = """mkdir -p .tools/bin
cat >.tools/bin/python <<'END'
#!/bin/sh
echo "pip: $*" >>"$LOG"
cat >.tools/bin/uv <<'UV'
#!/bin/sh
echo "uv of our own: $*"
UV
chmod +x .tools/bin/uv
END
chmod +x .tools/bin/python"""


def put(place: Path, program: str, script: str) -> None:
    path = place / "bin" / program
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def played(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(place / "bin"), "LOG": str(place / "log"), "HERE": str(place)}
    return subprocess.run(words, capture_output=True, text=True, env=environment, cwd=place, check=False)


def test_the_uv_of_the_machine_is_used_where_there_is_one(bare: Path) -> None:
    put(bare, "uv", 'echo "uv of the machine: $*"')
    assert played(bare, "repo/.ci/uv", "sync", "--frozen").stdout == "uv of the machine: sync --frozen\n"
    assert not (bare / "repo/.tools").exists()


def test_else_a_pinned_one_is_put_beside_the_program(bare: Path) -> None:
    (bare / "venv-is-here").touch()
    put(bare, "uv", "exit 127")  # a shim of a version manager, with nothing behind it
    for _ in range(2):
        assert played(bare, "repo/.ci/uv", "sync").stdout == "uv of our own: sync\n"
    pips = [line for line in (bare / "log").read_text().splitlines() if line.startswith("pip:")]
    assert len(pips) == 1
    assert re.search(r"uv==\d+\.\d+\.\d+$", pips[0])


def test_root_gets_venv_from_the_system(bare: Path) -> None:
    put(bare, "id", "echo 0")
    put(
        bare,
        "apt-get",
        'echo "apt-get $*" >>"$LOG"; case "$*" in install*python3-venv) touch "$HERE/venv-is-here";; esac',
    )
    done = played(bare, "repo/.ci/uv", "sync")
    assert (done.returncode, done.stdout) == (0, "uv of our own: sync\n")
    assert "python3-venv" in (bare / "log").read_text()


def test_others_are_told_in_one_sentence(bare: Path) -> None:
    done = played(bare, "repo/.ci/uv", "sync")
    assert done.returncode == 1
    assert "sudo apt-get install python3-venv" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (bare / "repo/.tools").exists()


@pytest.mark.parametrize(
    ("user", "expected"),
    [("0", ["apt-get update -qq", "apt-get install"]), ("1000", ["playwright install chromium"])],
)
def test_chromium_comes_from_the_system_for_root_and_else_from_playwright(
    bare: Path, user: str, expected: list[str]
) -> None:
    put(bare, "id", f"echo {user}")
    put(
        bare,
        "apt-get",
        f'echo "apt-get $*" >>"$LOG"; printf "#!/bin/sh\\n" >{bare}/bin/chromium; chmod +x {bare}/bin/chromium',
    )
    (bare / "repo/.venv/bin").mkdir(parents=True)
    put(bare / "repo/.venv", "playwright", 'echo "playwright $*" >>"$LOG"')
    done = played(bare, "repo/.ci/need", "chromium")
    log = (bare / "log").read_text().splitlines()
    assert done.returncode == 0
    assert len(log) == len(expected)
    assert all(line.startswith(start) for line, start in zip(log, expected, strict=True))


def test_what_cannot_be_had_is_said_and_left_to_the_test_that_needs_it(bare: Path) -> None:
    done = played(bare, "repo/.ci/need", "docker-compose")
    assert done.returncode == 0
    assert "docker-compose could not be had" in done.stderr


def test_help_names_every_target_that_is_for_people() -> None:
    said = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert {line.split()[1] for line in said.splitlines()} == set(TARGETS) - {"site", "tools"}
    assert set(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split()) == set(TARGETS)


def test_ci_runs_exactly_make_test() -> None:
    lines = [line for line in (ROOT / ".ci/run").read_text().splitlines() if not line.startswith("#")]
    assert lines == ["set -eu", 'cd "$(dirname "$0")/.."', "exec make --no-print-directory test"]
    assert os.access(ROOT / ".ci/run", os.X_OK)
