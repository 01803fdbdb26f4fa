"""Everything that can be configured, by environment variables, in one place.

Each variable has a line in `Configuration`. A secret may come from a file instead: set the same name
with `_FILE` added. A value that makes no sense stops the start with a sentence that names it.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from sapa.machine import told

ROOT = Path(__file__).resolve().parent.parent
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
# What PostgreSQL is told of the machine when it plans our statements (ADR 72); DATABASE_URL?options=… says otherwise.
PLANNING = "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0"
PLAIN_HOSTS = {"127.0.0.1", "localhost", "::1"}


class ConfigurationError(Exception):
    """A variable whose value cannot be used; the message names it."""


@dataclass(frozen=True)
class Configuration:
    home: Path  # SAPA_HOME: database, files, secrets, backups. Default: var/ in the project.
    database: dict[str, object]  # DATABASE_URL: the application's own role. Default: SQLite in SAPA_HOME.
    owner_database: dict[str, object] | None  # DATABASE_OWNER_URL: who owns the tables, for `manage.py prepare`.
    host: str  # HOST: the address to listen on. Default: 127.0.0.1.
    port: int  # PORT: the port to listen on. Default: 8000.
    web_processes: int  # WEB_PROCESSES: how many answer side by side, some 40 MB each. Default: one a core, at most 2.
    base_url: str  # BASE_URL: how people reach the server, for links in messages. Default: from HOST and PORT.
    allowed_hosts: list[str]  # ALLOWED_HOSTS: names the server answers to, by commas. Default: BASE_URL's.
    secret_key: str  # SECRET_KEY: made once in SAPA_HOME if absent.
    email: dict[str, object]  # EMAIL_URL: smtp://user:password@host:587/?tls=1. Default: mails are files in SAPA_HOME.
    email_from: str  # EMAIL_FROM: the sender's address.
    debug: bool  # DEBUG: Django's error pages. Never on a server. Default: no.
    trusted_proxy: bool  # TRUSTED_PROXY: behind a proxy that sets X-Forwarded-Proto and -For. Default: no.

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")


def load(environ: Mapping[str, str] = os.environ) -> Configuration:
    """Read the environment. Raises ConfigurationError with a sentence for a person."""
    home = Path(environ.get("SAPA_HOME") or ROOT / "var").expanduser().resolve()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            told("SAPA_HOME: cannot use {home}: {error}", home=home, error=error.strerror)
        ) from error
    host = environ.get("HOST") or "127.0.0.1"
    port = _port(environ.get("PORT") or "8000")
    base_url = _base_url(environ.get("BASE_URL") or f"http://{host}:{port}")
    named = [name.strip() for name in environ.get("ALLOWED_HOSTS", "").split(",") if name.strip()]
    owner = _secret(environ, "DATABASE_OWNER_URL")
    return Configuration(
        home=home,
        database=_database("DATABASE_URL", _secret(environ, "DATABASE_URL") or f"sqlite:///{home / 'sapa.sqlite3'}"),
        owner_database=_database("DATABASE_OWNER_URL", owner) if owner else None,
        host=host,
        port=port,
        web_processes=_count("WEB_PROCESSES", environ.get("WEB_PROCESSES") or str(min(2, os.cpu_count() or 1))),
        base_url=base_url,
        allowed_hosts=named or [urlsplit(base_url).hostname or host, *sorted(PLAIN_HOSTS - {"::1"}), "[::1]"],
        secret_key=_secret(environ, "SECRET_KEY") or _kept_secret(home / "secret_key"),
        email=_email(_secret(environ, "EMAIL_URL"), home),
        email_from=environ.get("EMAIL_FROM") or "Sapa <sapa@localhost>",
        debug=_switch(environ, "DEBUG"),
        trusted_proxy=_switch(environ, "TRUSTED_PROXY"),
    )


def _secret(environ: Mapping[str, str], name: str) -> str:
    path = environ.get(f"{name}_FILE")
    if not path:
        return environ.get(name, "")
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise ConfigurationError(
            told("{name}: cannot read {path}: {error}", name=f"{name}_FILE", path=path, error=error.strerror)
        ) from error


def _kept_secret(path: Path) -> str:
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def _switch(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "").strip().lower()
    if value not in TRUE | FALSE:
        raise ConfigurationError(told("{name}: “{value}” is neither yes nor no", name=name, value=value))
    return value in TRUE


def _port(value: str) -> int:
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ConfigurationError(told("PORT: “{value}” is not a port number from 1 to 65535", value=value))
    return int(value)


def _count(name: str, value: str) -> int:
    if not value.isdigit() or not 0 < int(value) <= 64:
        raise ConfigurationError(told("{name}: “{value}” is not a number from 1 to 64", name=name, value=value))
    return int(value)


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ConfigurationError(
            told("BASE_URL: “{value}” is not an address such as https://sapa.example.id", value=value)
        )
    return value.rstrip("/")


def _database(name: str, url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(parts.path[1:] if parts.path.startswith("//") else parts.path)
    if parts.scheme in {"postgres", "postgresql"}:
        options: dict[str, object] = {"options": PLANNING, **dict(parse_qsl(parts.query))}
        if not parts.path.strip("/"):
            raise ConfigurationError(
                told("{name}: the database's name is missing: postgresql://role@host/NAME", name=name)
            )
        return {
            "ENGINE": "sapa.tenancy.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or options.pop("host", "")),  # type: ignore[arg-type]
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise ConfigurationError(
        told("{name}: “{scheme}:” is neither sqlite: nor postgresql:", name=name, scheme=parts.scheme)
    )


def _sqlite(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
            " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728;",
        },
    }


def _email(url: str, home: Path) -> dict[str, object]:
    if not url:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"BACKEND": backend, "OPTIONS": {"file_path": home / "mail"}}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ConfigurationError(told("EMAIL_URL: write it as smtp://user:password@host:587/?tls=1 or smtps://…"))
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp" and dict(parse_qsl(parts.query)).get("tls") == "1",
            "timeout": 20,
        },
    }
