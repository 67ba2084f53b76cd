"""Settings: read once from the environment and `instance/settings.toml`, then passed as a frozen value.

The environment wins over the file. Nothing else in the product reads `os.environ`. No default secret exists: a
missing one refuses to start.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal

from tracker.errors import Refusal

SETTINGS_FILE = "settings.toml"
PREFIX = "TRACKER_"
MIN_SECRET_LENGTH = 32


class Misconfigured(Refusal):
    """Refuse to start: a setting is missing, unsafe or cannot be read."""


@dataclass(frozen=True)
class Settings:
    """Hold every setting of one running installation.

    Each field is set by `TRACKER_<NAME IN CAPITALS>` or by the same name in lower case in
    `instance/settings.toml`. The metadata `help` is what the README prints.
    """

    instance: Path = field(metadata={"help": "Folder of this installation's own files"})
    secret_key: str = field(repr=False, metadata={"help": "Signs sessions; made by `tracker init`"})
    password_salt: str = field(repr=False, metadata={"help": "Mixed into password hashes; made by `tracker init`"})
    database_url: str = field(default="", metadata={"help": "SQLAlchemy URL; empty = SQLite in the instance folder"})
    store: Literal["local", "s3"] = field(default="local", metadata={"help": "Where new bytes go: local or s3"})
    vault: Path = field(default=Path(), metadata={"help": "Folder of the local store; empty = instance/vault"})
    s3_endpoint: str = field(default="", metadata={"help": "Address of the S3 server; empty = AWS"})
    s3_region: str = field(default="us-east-1", metadata={"help": "Region name sent to the S3 server"})
    s3_bucket: str = field(default="", metadata={"help": "Bucket that holds the blobs"})
    s3_access_key: str = field(default="", metadata={"help": "S3 access key; empty = boto3's own search"})
    s3_secret_key: str = field(default="", repr=False, metadata={"help": "S3 secret key"})
    max_file_bytes: int = field(
        default=2 * 1024**3, metadata={"help": "Largest file taken in, in bytes (2 GiB unless told)"}
    )
    today: date | None = field(
        default=None, metadata={"help": "Fixes the day (not the clock) for looking at samples, e.g. 2026-11-23"}
    )
    locale: Literal["ja", "en"] = field(default="ja", metadata={"help": "Language before a person has chosen one"})
    behind_tls: bool = field(default=False, metadata={"help": "Served by https: cookies are Secure, HSTS is sent"})
    proxies: int = field(default=0, metadata={"help": "Trusted proxies in front (1 behind nginx)"})
    session_minutes: int = field(default=480, metadata={"help": "Minutes until an unused sign-in ends"})

    @property
    def resolved_database_url(self) -> str:
        """Name the database to connect to."""
        return self.database_url or f"sqlite:///{self.instance / 'tracker.sqlite3'}"

    @property
    def resolved_vault(self) -> Path:
        """Name the folder of the local store."""
        return self.instance / "vault" if self.vault == Path() else self.vault

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings of this installation.

        Raises:
            Misconfigured: a secret is missing, short or well known, or a value cannot be read.
        """
        environ = os.environ if environ is None else environ
        instance = Path(environ.get("TRACKER_INSTANCE") or "instance").absolute()
        values = _read_file(instance / SETTINGS_FILE)
        # All of them, not only those we know: a misspelt one must not be passed over in silence.
        values |= {name.removeprefix(PREFIX).lower(): text for name, text in environ.items() if name.startswith(PREFIX)}
        values["instance"] = instance
        unknown = sorted(values.keys() - {setting.name for setting in fields(cls)})
        if unknown:
            raise Misconfigured("config.unknown_setting", name=unknown[0])
        for name in ("secret_key", "password_salt"):
            _check_secret(name, values.get(name))
        if values["secret_key"] == values["password_salt"]:
            raise Misconfigured("config.weak_secret", name="password_salt")
        return cls(**{name: _convert(name, value) for name, value in values.items()})


def preferred_locale(environ: Mapping[str, str] | None = None) -> Literal["ja", "en"]:
    """Tell in which language to speak before settings can be read: a fault in them must be told too."""
    environ = os.environ if environ is None else environ
    return "en" if environ.get("TRACKER_LOCALE") == "en" else "ja"


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Misconfigured("config.unreadable_file", path=str(path), fault=str(fault)) from fault


def _check_secret(name: str, value: object) -> None:
    if not isinstance(value, str) or not value:
        raise Misconfigured("config.missing_secret", name=name)
    repeats = value in (value + value)[1:-1]
    if len(value) < MIN_SECRET_LENGTH or len(set(value)) < 8 or repeats:
        raise Misconfigured("config.weak_secret", name=name)


def _convert(name: str, value: object) -> Any:
    """Turn text into the type of the setting; values from TOML already have theirs."""
    try:
        match name:
            case "instance" | "vault":
                return Path(str(value)).absolute() if str(value) else Path()
            case "max_file_bytes" | "proxies" | "session_minutes":
                number = int(str(value))
                if number < (0 if name == "proxies" else 1):
                    raise ValueError(value)
                return number
            case "behind_tls":
                return {"1": True, "true": True, "0": False, "false": False, "": False}[str(value).lower()]
            case "today":
                return date.fromisoformat(str(value)) if value else None
            case "store" | "locale":
                allowed = {"store": ("local", "s3"), "locale": ("ja", "en")}[name]
                if value not in allowed:
                    raise ValueError(value)
                return value
            case _:
                return str(value)
    except (ValueError, KeyError) as fault:
        raise Misconfigured("config.bad_value", name=name, value=str(value)) from fault
