"""The container set-up is one that Debian's docker-compose takes, with no default secret and no right too many."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend import cli
from backend.kit.settings import PREFIX, Settings
from backend.kit.settings_page import COMPOSE

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
COULD_HAVE_HAD_IT = os.geteuid() == 0 and shutil.which("apt-get") is not None


def composed(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Debian's docker-compose where it is, else the plugin of docker; with these variables in `.env` and no others."""
    if shutil.which("docker-compose"):
        program = ["docker-compose"]
    elif (
        shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0
    ):
        program = ["docker", "compose"]
    elif COULD_HAVE_HAD_IT:
        pytest.fail("docker-compose is not here, and root could have had it: run make test")
    else:
        pytest.skip("docker-compose is not here, and only root can install it")
    (folder / "env").write_text("".join(f"{name}={value}\n" for name, value in variables.items()))
    words = (*program, "--env-file", str(folder / "env"), "--file", str(ROOT / "docker-compose.yml"), *words)
    clean = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    return subprocess.run(words, capture_output=True, text=True, env=clean, check=False)


GIVEN = dict.fromkeys(COMPOSE, "canary4711") | {"SITE_HOST": "anchors.example.org"}
BY_TOKEN = {PREFIX + field.upper() for field in Settings.model_fields if re.match("smtp_(token|refresh)_", field)}


def test_the_file_is_taken_as_it_is_with_every_profile(tmp_path: Path) -> None:
    done = composed(tmp_path, "--profile", "dev", "--profile", "operator", "config", **GIVEN)
    assert done.returncode == 0, done.stderr
    started = {"postgres", "migrate", "web", "scheduler", "proxy", "mail"}
    assert set(yaml.safe_load(done.stdout)["services"]) == started | {"operator"}
    alone = yaml.safe_load(composed(tmp_path, "config", **GIVEN).stdout)["services"]
    assert {name for name, service in alone.items() if not service.get("profiles")} == started - {"mail"}


def test_only_the_operator_s_service_knows_the_other_roles_passwords() -> None:
    knows = {
        role: {name for name, one in SERVICES.items() if f"${{{role}_PASSWORD" in str(one)}
        for role in ("OWNER", "BACKUP")
    }
    assert knows == {"OWNER": {"postgres", "migrate", "operator"}, "BACKUP": {"postgres", "operator"}}
    assert SERVICES["operator"]["profiles"] == ["operator"], "`up` does not start it"


@pytest.mark.parametrize("left_out", sorted(COMPOSE))
def test_each_variable_left_out_is_asked_for_by_name(tmp_path: Path, left_out: str) -> None:
    done = composed(tmp_path, "config", "-q", **{name: value for name, value in GIVEN.items() if name != left_out})
    assert done.returncode != 0
    assert f"set {left_out} in .env" in done.stderr


def test_no_secret_has_a_default_and_every_variable_is_described() -> None:
    asked = re.findall(r"\$\{(\w+)(:\?)?", TEXT)
    assert {name for name, _ in asked} == set(COMPOSE)
    assert all(demanded for _, demanded in asked), "each is written ${NAME:?why}"


def test_what_is_passed_to_the_program_are_settings_of_it() -> None:
    names = {PREFIX + field.upper() for field in Settings.model_fields}
    for service in SERVICES.values():
        passed = {name for name in service.get("environment", {}) if name.startswith(PREFIX)}
        assert passed <= names


def test_a_token_for_the_mail_server_is_passed_on_where_it_is_set_and_only_there(tmp_path: Path) -> None:
    token = dict.fromkeys(sorted(BY_TOKEN), "canary4711")
    without, with_it = composed(tmp_path, "config", **GIVEN), composed(tmp_path, "config", **GIVEN, **token)
    for program in ("web", "scheduler"):
        passed = [yaml.safe_load(done.stdout)["services"][program]["environment"] for done in (without, with_it)]
        assert {name for name in BY_TOKEN if passed[0].get(name) is not None} == set()
        assert {name for name in BY_TOKEN if passed[1].get(name) == "canary4711"} == BY_TOKEN


def test_the_program_is_called_by_commands_it_has() -> None:
    for name in ("migrate", "web", "scheduler", "operator"):
        command, bound, _ = cli.app.parse_args(SERVICES[name]["command"], exit_on_error=False, print_error=False)
        assert command.__module__.startswith("backend.running.")
        assert not bound.arguments


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_writes_nowhere_but_where_it_must(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")
    assert service.get("cap_drop") == ["ALL"] or name == "postgres"  # its image sets its folders' owner, as root
    for volume in service.get("volumes", []):
        source, _, rest = volume.partition(":")
        assert source in ("postgres", "certificates", "backups") or rest.endswith(":ro"), volume
        assert not source.startswith("./") or (ROOT / source).exists(), volume


def test_what_others_wait_for_says_when_it_is_healthy() -> None:
    for service in SERVICES.values():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other]
            else:
                assert SERVICES[other]["restart"] == "no"
    assert SERVICES["web"]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}


def test_only_the_proxy_is_reached_from_outside() -> None:
    open_to_all = {
        name
        for name, service in SERVICES.items()
        for port in service.get("ports", [])
        if not port.startswith("127.0.0.1:")
    }
    assert open_to_all == {"proxy"}
    assert "inside" not in SERVICES["proxy"]["networks"]


def test_the_image_is_not_run_as_root_and_takes_exact_versions() -> None:
    lines = (ROOT / "backend/Dockerfile").read_text().splitlines()
    last_stage = lines[max(n for n, line in enumerate(lines) if line.startswith("FROM ")) :]
    assert "USER 10001" in last_stage
    assert all(":" in line.split()[1] for line in lines if line.startswith("FROM "))
    syncs = [line for line in lines if "uv sync" in line]
    assert len(syncs) == 2
    assert all("--frozen" in line and "--no-dev" in line for line in syncs)
    for line in lines:
        if line.startswith("COPY ") and "--from" not in line:
            assert all((ROOT / source).exists() for source in line.split()[1:-1]), line
