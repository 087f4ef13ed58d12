"""What is written about the settings is true, and what is set wrongly is said before anything starts."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from backend.kit import settings_page
from backend.kit.errors import Invalid
from backend.kit.settings import PREFIX, Settings, load

ROOT = Path(__file__).parents[2]
NAMES = {PREFIX + field.upper() for field in Settings.model_fields}


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither by the environment of whoever runs the tests, nor by their `.env`."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def refusals(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, str]:
    for name, value in environment.items():
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(Invalid) as refused:
        load()
    return {problem.where.removeprefix(PREFIX): problem.message for problem in refused.value.problems}


# ---- Written and true


def test_the_example_file_is_the_settings_and_nothing_else() -> None:
    text = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^# ([A-Z_]+)=", text, re.MULTILINE))
    assert named == NAMES | set(settings_page.COMPOSE)
    assert text == settings_page.example(), "run: python -m backend.kit.settings_page"


def test_the_table_in_the_docs_is_the_settings() -> None:
    page = (ROOT / "docs/running.md").read_text()
    assert set(re.findall(r"^\| `(ANCHORLINE_[A-Z_]+)`", page, re.MULTILINE)) == NAMES
    assert page == settings_page.within(page), "run: python -m backend.kit.settings_page"


def test_every_setting_is_described_in_a_sentence() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert re.search(r"[.…)]$|e\.g\. [\d./]+$", field.description), name


def test_the_example_as_it_stands_sets_nothing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text())
    assert load() == Settings(_env_file=None)


# ---- Read


def test_the_environment_wins_over_the_file_and_the_caller_over_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("ANCHORLINE_PORT=81\nANCHORLINE_POOL_SIZE=7\nSITE_HOST=x\n")
    assert (load().port, load().pool_size) == (81, 7)
    monkeypatch.setenv("ANCHORLINE_PORT", "82")
    assert load().port == 82
    assert load(port=83).port == 83


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load().port = 1


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORLINE_DATABASE_URL", "")
    assert load().embedded
    monkeypatch.setenv("ANCHORLINE_DATABASE_URL", "postgresql://a@b/c")
    assert not load().embedded


def test_proxies_are_networks_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORLINE_TRUSTED_PROXIES", "10.0.0.0/8, 192.168.1.7")
    assert [str(network) for network in load().trusted_proxies] == ["10.0.0.0/8", "192.168.1.7/32"]


def test_the_address_follows_host_and_port_until_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(port=81).base_url == "http://127.0.0.1:81"
    monkeypatch.setenv("ANCHORLINE_BASE_URL", "https://anchors.example.org/")
    assert (load(port=81).base_url, load().secure) == ("https://anchors.example.org", True)


# ---- Refused


def test_every_fault_is_said_at_once_and_no_value_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusals(
        monkeypatch,
        DATABASE_URL="mysql://u:canary@h",
        PORT="canary",
        SMTP_URL="canary",
        BASE_URL="ftp://canary",
        DATABSE_URL="canary",
        LOG_LEVEL="canary",
    )
    assert set(said) == {"DATABASE_URL", "PORT", "SMTP_URL", "BASE_URL", "DATABSE_URL", "LOG_LEVEL"}
    assert said["DATABSE_URL"] == "there is no such setting; did you mean ANCHORLINE_DATABASE_URL?"
    assert "canary" not in " ".join(said.values())


def test_the_variables_of_the_tests_are_not_taken_for_misspelt_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORLINE_TEST_PG_BIN", "/x")
    monkeypatch.setenv("ANCHORLINE_ERIC_DIR", "/x")
    load()
    monkeypatch.setenv("ANCHORLINE_ERIC_DIRS", "/x")
    with pytest.raises(Invalid, match="ANCHORLINE_ERIC_DIRS"):
        load()


def test_people_are_not_asked_to_sign_in_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "https://" in refusals(monkeypatch, BASE_URL="http://anchors.example.org")["BASE_URL"]
    assert load(base_url="http://localhost:8000").secure is False


def test_a_site_open_to_others_must_say_its_address() -> None:
    with pytest.raises(Invalid, match="ANCHORLINE_BASE_URL"):
        load(host="0.0.0.0")
    assert load(host="0.0.0.0", base_url="https://a.example").host == "0.0.0.0"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "anchors.example.org"])
def test_a_demonstration_is_for_this_machine_alone(host: str) -> None:
    with pytest.raises(Invalid, match="DEMONSTRATION"):
        load(demonstration=True, host=host, base_url="https://a.example")
    assert load(demonstration=True).demonstration


def test_letters_need_a_server_and_a_sender() -> None:
    with pytest.raises(Invalid, match="together"):
        load(smtp_url="smtps://mail.example.org")
    assert load(smtp_url="smtps://mail.example.org", mail_from="a@b.example").mail_from == "a@b.example"


def test_secrets_are_never_shown() -> None:
    given = {name: "postgresql://u:canary@h/d" for name in Settings.model_fields if name.endswith("database_url")}
    settings = load(**given, smtp_url="smtp://u:canary@h", mail_from="a@b.example")
    assert "canary" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == "postgresql://u:canary@h/d"


def test_nothing_secret_has_a_default() -> None:
    for name, field in Settings.model_fields.items():
        if re.search(r"url|password|secret|key|refresh_token", name) and name not in ("base_url", "smtp_token_url"):
            assert field.default is None, name
            assert "SecretStr" in str(field.annotation), name
