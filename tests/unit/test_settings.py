"""Settings: read once, refused when a secret is missing or weak, and told in words when they cannot be read."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from tracker.config import Misconfigured, Settings
from tracker.words import say

SECRETS = {
    "TRACKER_SECRET_KEY": "q8Zr4uXw2pLs9vBn6mKd1cGh7yTf3aJe",
    "TRACKER_PASSWORD_SALT": "Wk5xQv8nRt2bLm7zHd4sPc9gJf6yUa3e",
}


@pytest.fixture
def load(tmp_path):
    def load(toml: str | bytes | None = None, without: str = "", **environ: str) -> Settings:
        if toml is not None:
            data = toml if isinstance(toml, bytes) else toml.encode()
            (tmp_path / "settings.toml").write_bytes(data)
        known = {"TRACKER_INSTANCE": str(tmp_path), **SECRETS, **environ}
        known.pop(without, None)
        return Settings.load(known)

    return load


def code_of(refused) -> str:
    reason = refused.value.reason
    for locale in ("ja", "en"):
        assert say(reason, locale) not in ("", reason.code)
        assert "{" not in say(reason, locale)
    return reason.code


def test_two_secrets_are_enough(load, tmp_path):
    settings = load()
    assert settings.resolved_database_url == f"sqlite:///{tmp_path}/tracker.sqlite3"
    assert settings.resolved_vault == tmp_path / "vault"
    assert (settings.store, settings.locale, settings.today, settings.behind_tls) == ("local", "ja", None, False)
    assert settings.max_file_bytes == 2 * 1024**3


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_or_empty_secret_refuses_to_start(load, name):
    with pytest.raises(Misconfigured) as refused:
        load(without=name)
    assert code_of(refused) == "config.missing_secret"
    with pytest.raises(Misconfigured) as refused:
        load(**{name: ""})
    assert refused.value.reason.params["name"] == name.removeprefix("TRACKER_").lower()


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("weak", ["dev", "x" * 64, "abcabc" * 10, "changeme" * 8, "0123456789" * 4, "q8Zr4uXw2pLs9vBn"])
def test_a_short_or_repeating_secret_refuses_to_start(load, name, weak):
    with pytest.raises(Misconfigured) as refused:
        load(**{name: weak})
    assert code_of(refused) == "config.weak_secret"


def test_one_secret_used_twice_refuses_to_start(load):
    with pytest.raises(Misconfigured) as refused:
        load(TRACKER_PASSWORD_SALT=SECRETS["TRACKER_SECRET_KEY"])
    assert code_of(refused) == "config.weak_secret"


def test_an_unknown_name_refuses_to_start_wherever_it_stands(load):
    with pytest.raises(Misconfigured) as refused:
        load(TRACKER_SECRETKEY="x")
    assert (code_of(refused), refused.value.reason.params["name"]) == ("config.unknown_setting", "secretkey")
    with pytest.raises(Misconfigured) as refused:
        load(toml='databse_url = "x"')
    assert (code_of(refused), refused.value.reason.params["name"]) == ("config.unknown_setting", "databse_url")


def test_names_of_other_programs_are_none_of_ours(load):
    assert load(TRACKERS="x", PATH="/bin").locale == "ja"


def test_the_environment_wins_over_the_file(load):
    settings = load(toml='locale = "en"\nproxies = 1\ntoday = 2026-11-23\nbehind_tls = true', TRACKER_PROXIES="2")
    assert (settings.locale, settings.proxies) == ("en", 2)
    assert (settings.today, settings.behind_tls) == (date(2026, 11, 23), True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRACKER_TODAY", "23.11.2026"),
        ("TRACKER_STORE", "ftp"),
        ("TRACKER_LOCALE", "fr"),
        ("TRACKER_MAX_FILE_BYTES", "2 GiB"),
        ("TRACKER_MAX_FILE_BYTES", "0"),
        ("TRACKER_SESSION_MINUTES", "-5"),
        ("TRACKER_PROXIES", "-1"),
        ("TRACKER_BEHIND_TLS", "perhaps"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(load, name, value):
    with pytest.raises(Misconfigured) as refused:
        load(**{name: value})
    assert code_of(refused) == "config.bad_value"
    assert refused.value.reason.params == {"name": name.removeprefix("TRACKER_").lower(), "value": value}


@pytest.mark.parametrize("toml", ["no equals sign", b"\xff\xfe", "a = 1\na = 2"])
def test_a_file_that_cannot_be_read_is_told(load, toml):
    with pytest.raises(Misconfigured) as refused:
        load(toml=toml)
    assert code_of(refused) == "config.unreadable_file"


def test_an_empty_instance_is_the_folder_instance_and_not_the_current_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Settings.load({"TRACKER_INSTANCE": "", **SECRETS}).instance == Path(tmp_path / "instance")


def test_secrets_are_not_printed(load):
    printed = repr(load(TRACKER_S3_SECRET_KEY="s3-secret"))
    for secret in (*SECRETS.values(), "s3-secret"):
        assert secret not in printed


def test_every_setting_says_what_it_is_for():
    assert all(setting.metadata.get("help") for setting in fields(Settings))
