"""Settings: secrets from the environment, behaviour from ``config/default.toml`` overlaid by one more file.

Every fault is found in one go and told as a sentence that says what to do. Secrets never show in a repr.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bot.errors import ConfigError


def _number(low: float, high: float, unit: str) -> float:
    """A required number between two bounds, both allowed."""
    return cast(float, field(metadata={"low": low, "high": high, "unit": unit}))


def _whole(low: int, high: int, unit: str) -> int:
    """A required whole number between two bounds, both allowed."""
    return cast(int, field(metadata={"low": low, "high": high, "unit": unit}))


def _choice(*values: str) -> str:
    """One of a few words."""
    return cast(str, field(metadata={"choices": values}))


def _order(*values: str) -> tuple[str, ...]:
    """A list of words, each at most once."""
    return cast(tuple[str, ...], field(metadata={"order": values}))


def _text(pattern: str, says: str) -> str:
    """A text of a certain form; ``says`` describes it."""
    return cast(str, field(metadata={"pattern": pattern, "says": says}))


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """``message_content``: whether the Message Content intent is switched on for the application."""

    message_content: bool


@dataclass(frozen=True, slots=True)
class HostSettings:
    """When the host speaks by itself: after how long a silence, and how often in one salon.

    ``spoiler_covers``: whether who names a later scene is offered a spoiler cover in a direct message.
    """

    spoiler_covers: bool
    lull_minutes: float = _number(0.5, 120, "minutes")
    pause_seconds: float = _number(0, 600, "seconds")
    lulls_per_salon: int = _whole(0, 20, "times")


@dataclass(frozen=True, slots=True)
class SalonSettings:
    """After how much silence a salon is closed, with its recap."""

    abandon_hours: float = _number(0.5, 24 * 14, "hours")


@dataclass(frozen=True, slots=True)
class AiSettings:
    """Bounds of the language model's use. 20 s is the longest anybody may wait for an answer.

    ``daily_tokens`` bounds every server's day, 0 does not; ``moderation`` says whether the provider's is asked.
    """

    timeout_seconds: float = _number(1, 20, "seconds")
    max_output_tokens: int = _whole(100, 8_000, "tokens")
    daily_tokens: int = _whole(0, 1_000_000_000, "tokens")
    moderation: str = _choice("auto", "off")


@dataclass(frozen=True, slots=True)
class FilmSettings:
    """Where film facts come from.

    ``precedence`` says whose word counts first; a source left out is not asked. ``patience_seconds`` is how long somebody
    waits for sources outside. The days are how long each source's answers are kept (TMDB allows at most six months, see
    its terms of use). ``region`` is the country for which it is told where to watch. ``contact`` goes into the
    User-Agent, as Wikimedia's policy asks.
    """

    outside: bool
    precedence: tuple[str, ...] = _order("catalogue", "imdb", "wikidata", "tmdb", "omdb")
    patience_seconds: float = _number(0.2, 10, "seconds")
    at_once: int = _whole(1, 20, "requests")
    wikidata_days: int = _whole(1, 365, "days")
    tmdb_days: int = _whole(1, 180, "days")
    omdb_days: int = _whole(1, 365, "days")
    region: str = _text("[A-Z]{2}", "a country's two capital letters, for instance PT")
    contact: str = _text("[^\\r\\n()]{0,100}", "an address or e-mail of at most 100 characters, or empty")


@dataclass(frozen=True, slots=True)
class JobSettings:
    """How long one worker holds a job before another may take it."""

    lease_seconds: float = _number(10, 900, "seconds")


@dataclass(frozen=True, slots=True)
class LogSettings:
    """The lowest level that is written to standard error."""

    level: str = _choice("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only the environment may hold. ``None`` where not set."""

    discord_token: str | None = field(default=None, repr=False)
    openai_api_key: str | None = field(default=None, repr=False)
    database_url: str | None = field(default=None, repr=False)
    tmdb_token: str | None = field(default=None, repr=False)
    omdb_api_key: str | None = field(default=None, repr=False)

    def values(self) -> tuple[str, ...]:
        """Every secret text, for the log's filter. A database URL counts by its password."""
        password = urlsplit(self.database_url).password if self.database_url else None
        known = (self.discord_token, self.openai_api_key, self.tmdb_token, self.omdb_api_key, password)
        return tuple(value for value in known if value)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set.

    ``discord_endpoint`` points at a local Discord instead of the real one, ``film_endpoint`` at a stand-in for the film
    sources (with a folder for each below it).
    """

    secrets: Secrets
    openai_base_url: str | None
    openai_model: str | None
    discord_endpoint: str | None
    film_endpoint: str | None
    discord: DiscordSettings
    host: HostSettings
    salon: SalonSettings
    ai: AiSettings
    films: FilmSettings
    jobs: JobSettings
    log: LogSettings

    def require_token(self) -> str:
        """The Discord token, for `salon run`. Raises ConfigError when it is not set."""
        if self.secrets.discord_token:
            return self.secrets.discord_token
        raise ConfigError(
            [
                "DISCORD_TOKEN is not set. Create a bot at https://discord.com/developers/applications, copy "
                "its token, and put a line DISCORD_TOKEN=... into the file .env. To look around without one, "
                "run `salon try`."
            ]
        )


_TABLES: Mapping[str, type] = {
    "discord": DiscordSettings,
    "host": HostSettings,
    "salon": SalonSettings,
    "ai": AiSettings,
    "films": FilmSettings,
    "jobs": JobSettings,
    "log": LogSettings,
}


def environment(dotenv: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with what a .env file adds; the environment itself wins, and empty values count as unset."""
    merged = {**dotenv_values(dotenv), **environ} if dotenv.is_file() else dict(environ)
    return {name: value.strip() for name, value in merged.items() if value and value.strip()}


def load(env: Mapping[str, str], config_dir: Path, extra: Path | None = None) -> Settings:
    """Settings from the environment and ``default.toml`` overlaid by ``extra``, else SALON_CONFIG, else ``local.toml``.

    Raises ConfigError with every fault at once.
    """
    faults: list[str] = []
    tables = _read(config_dir / "default.toml", faults, required=True)
    named = extra or (Path(env["SALON_CONFIG"]) if env.get("SALON_CONFIG") else None)
    overlay = _read(named or config_dir / "local.toml", faults, required=named is not None)
    if env.get("SALON_LOG_LEVEL"):
        overlay["log"] = {**_table(overlay, "log"), "level": env["SALON_LOG_LEVEL"].lower()}
    faults += [_unknown_table(name) for name in sorted({*tables, *overlay} - _TABLES.keys())]
    behaviour = {
        name: _build(name, kind, {**_table(tables, name), **_table(overlay, name)}, faults)
        for name, kind in _TABLES.items()
    }
    faults += _wrong_tables(tables) + _wrong_tables(overlay) + _env_faults(env)
    if faults:
        raise ConfigError(faults)
    secrets = Secrets(
        *(
            env.get(name)
            for name in ("DISCORD_TOKEN", "OPENAI_API_KEY", "SALON_DATABASE_URL", "TMDB_TOKEN", "OMDB_API_KEY")
        )
    )
    return Settings(
        secrets=secrets,
        openai_base_url=env.get("OPENAI_BASE_URL"),
        openai_model=env.get("OPENAI_MODEL"),
        discord_endpoint=(env.get("SALON_DISCORD_ENDPOINT") or "").rstrip("/") or None,
        film_endpoint=(env.get("SALON_FILM_ENDPOINT") or "").rstrip("/") or None,
        **behaviour,  # type: ignore[arg-type]  # the tables are built from the same classes by name
    )


def _read(path: Path, faults: list[str], *, required: bool) -> dict[str, object]:
    if not required and not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(f"The settings file {path} does not exist: create it or correct its name.")
    except tomllib.TOMLDecodeError as error:
        faults.append(f"The settings file {path} is not valid TOML: {error}. Correct that line.")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(
            f"The settings file {path} cannot be read ({type(error).__name__}): check its permissions and encoding."
        )
    return {}


def _table(tables: Mapping[str, object], name: str) -> dict[str, object]:
    found = tables.get(name)
    return found if isinstance(found, dict) else {}


def _wrong_tables(tables: Mapping[str, object]) -> list[str]:
    return [
        f"Setting {name} must be a table: write [{name}] on a line of its own."
        for name, value in tables.items()
        if name in _TABLES and not isinstance(value, dict)
    ]


def _unknown_table(name: str) -> str:
    return f"There is no settings table [{name}]: remove it. The tables are {', '.join(_TABLES)}."


def _build(name: str, kind: type, given: Mapping[str, object], faults: list[str]) -> object:
    """A settings table, or None when it has faults (which are added to ``faults``)."""
    known = {f.name: f for f in fields(kind)}
    before = len(faults)
    for key in given.keys() - known.keys():
        faults.append(f"There is no setting {key} in [{name}]: remove it. The settings are {', '.join(known)}.")
    values: dict[str, object] = {}
    for key, spec in known.items():
        if key not in given:
            faults.append(f"Setting {key} in [{name}] is missing: put it back into default.toml.")
            continue
        fault = _wrong(given[key], str(spec.type), spec.metadata)
        if fault:
            faults.append(f"Setting {key} in [{name}] must be {fault}; it is {given[key]!r}.")
        values[key] = given[key] if fault else _taken(given[key], str(spec.type))
    return kind(**values) if len(faults) == before else None


def _taken(value: object, kind: str) -> object:
    """A value that is fine, in the type of its setting."""
    if kind == "float":
        return float(cast(int, value))
    return tuple(cast(list[str], value)) if isinstance(value, list) else value


def _wrong(value: object, kind: str, bounds: Mapping[str, object]) -> str | None:
    """What the value must be, or None when it is fine."""
    if "choices" in bounds:
        choices = cast(tuple[str, ...], bounds["choices"])
        return None if value in choices else "one of " + ", ".join(choices)
    if "order" in bounds:
        names = cast(tuple[str, ...], bounds["order"])
        fine = isinstance(value, list) and all(value.count(one) == 1 and one in names for one in value)
        return None if fine else "a list of some of " + ", ".join(names) + ", each at most once"
    if "pattern" in bounds:
        fine = isinstance(value, str) and re.fullmatch(cast(str, bounds["pattern"]), value) is not None
        return None if fine else cast(str, bounds["says"])
    if kind == "bool":
        return None if isinstance(value, bool) else "true or false"
    low, high = cast(float, bounds["low"]), cast(float, bounds["high"])
    allowed = (int,) if kind == "int" else (int, float)
    if isinstance(value, bool) or not isinstance(value, allowed) or not low <= value <= high:
        return f"{'a whole number' if kind == 'int' else 'a number'} of {bounds['unit']} from {low:g} to {high:g}"
    return None


def _env_faults(env: Mapping[str, str]) -> list[str]:
    faults = []
    endpoint, base, url = env.get("SALON_DISCORD_ENDPOINT"), env.get("OPENAI_BASE_URL"), env.get("SALON_DATABASE_URL")
    films = env.get("SALON_FILM_ENDPOINT")
    if films and not _loopback(films):
        faults.append(
            "SALON_FILM_ENDPOINT may only name this machine, for instance http://127.0.0.1:8081: "
            "correct it, or remove it to ask the film sources themselves."
        )
    if endpoint and not _loopback(endpoint):
        faults.append(
            "SALON_DISCORD_ENDPOINT may only name this machine, for instance http://127.0.0.1:8080: "
            "correct it, or remove it to talk to Discord itself."
        )
    if base and urlsplit(base).scheme not in {"http", "https"}:
        faults.append("OPENAI_BASE_URL must begin with http:// or https://, for instance http://127.0.0.1:8000/v1.")
    if url and urlsplit(url).scheme.split("+")[0] not in {"sqlite", "postgresql"}:
        faults.append("SALON_DATABASE_URL must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://.")
    return faults


def _loopback(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        host = parts.hostname or ""
        return (
            parts.scheme == "http"
            and parts.port is not None
            and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
        )
    except ValueError:
        return False
