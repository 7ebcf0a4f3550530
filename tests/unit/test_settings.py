"""Settings: what is read from where, and every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.settings import environment, load

CONFIG = Path(__file__).parents[2] / "config"


def faults_of(env: dict[str, str], config: Path = CONFIG, extra: Path | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load(env, config, extra)
    return "\n".join(caught.value.faults)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def defaults_in(folder: Path) -> Path:
    written(folder / "default.toml", (CONFIG / "default.toml").read_text(encoding="utf-8"))
    return folder


def test_the_shipped_defaults_load_without_any_environment() -> None:
    settings = load({}, CONFIG)
    assert settings.host.lull_minutes == 4.0
    assert settings.salon.abandon_hours == 12
    assert settings.ai.timeout_seconds == 15
    assert (settings.ai.daily_tokens, settings.ai.moderation) == (0, "auto")
    assert settings.discord.message_content is True
    assert settings.discord_endpoint is None


def test_local_file_overlays_the_defaults_and_leaves_the_rest(tmp_path: Path) -> None:
    config = defaults_in(tmp_path)
    written(config / "local.toml", "[host]\nlull_minutes = 9\n")
    settings = load({}, config)
    assert settings.host.lull_minutes == 9.0
    assert settings.host.lulls_per_salon == 3


def test_a_named_file_wins_over_the_local_one(tmp_path: Path) -> None:
    config = defaults_in(tmp_path)
    written(config / "local.toml", "[host]\nlull_minutes = 9\n")
    other = written(tmp_path / "other.toml", "[log]\nlevel = 'debug'\n")
    settings = load({"SALON_CONFIG": str(other)}, config)
    assert (settings.host.lull_minutes, settings.log.level) == (4.0, "debug")


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    extra = written(
        tmp_path / "bad.toml",
        "[host]\nlull_minutes = 'soon'\nlulls = 3\n[ai]\ntimeout_seconds = 90\ndaily_tokens = -1\nmoderation = 'maybe'\n[discord]\nmessage_content = 'yes'\n"
        "[jobs]\nlease_seconds = true\n[party]\nx = 1\n[log]\nlevel = 'loud'\n",
    )
    told = faults_of({"SALON_DISCORD_ENDPOINT": "http://example.org", "OPENAI_BASE_URL": "ftp://x"}, extra=extra)
    for part in (
        "lull_minutes in [host] must be a number of minutes from 0.5 to 120; it is 'soon'",
        "no setting lulls in [host]",
        "timeout_seconds in [ai] must be a number of seconds from 1 to 20; it is 90",
        "daily_tokens in [ai] must be a whole number of tokens from 0 to 1e+09; it is -1",
        "moderation in [ai] must be one of auto, off; it is 'maybe'",
        "message_content in [discord] must be true or false",
        "lease_seconds in [jobs] must be",
        "no settings table [party]",
        "level in [log] must be one of debug, info, warning, error",
        "SALON_DISCORD_ENDPOINT may only name this machine",
        "OPENAI_BASE_URL must begin with",
    ):
        assert part in told
    assert len(told.splitlines()) == 11


def test_a_table_that_is_no_table_is_told(tmp_path: Path) -> None:
    assert "must be a table" in faults_of({}, extra=written(tmp_path / "x.toml", "host = 3\n"))


def test_broken_toml_and_a_missing_file_are_told(tmp_path: Path) -> None:
    assert "not valid TOML" in faults_of({}, extra=written(tmp_path / "x.toml", "[host\n"))
    assert "does not exist" in faults_of({"SALON_CONFIG": str(tmp_path / "none.toml")})
    assert "does not exist" in faults_of({}, config=tmp_path)


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:99/"])
def test_a_loopback_endpoint_is_taken(endpoint: str) -> None:
    assert load({"SALON_DISCORD_ENDPOINT": endpoint}, CONFIG).discord_endpoint == endpoint.rstrip("/")


@pytest.mark.parametrize(
    "endpoint", ["https://127.0.0.1:1", "http://10.0.0.1:80", "http://127.0.0.1", "http://localhost.evil.org:80", "x"]
)
def test_any_other_endpoint_is_refused(endpoint: str) -> None:
    assert "SALON_DISCORD_ENDPOINT" in faults_of({"SALON_DISCORD_ENDPOINT": endpoint})


def test_secrets_do_not_show() -> None:
    env = {
        "DISCORD_TOKEN": "tok-abcdef",
        "OPENAI_API_KEY": "sk-abcdef",
        "SALON_DATABASE_URL": "postgresql+asyncpg://salon:hunter22@db/salon",
    }
    settings = load(env, CONFIG)
    assert not any(secret in repr(settings) for secret in ("tok-abcdef", "sk-abcdef", "hunter22"))
    assert set(settings.secrets.values()) == {"tok-abcdef", "sk-abcdef", "hunter22"}


def test_a_missing_token_is_told_with_what_to_do() -> None:
    with pytest.raises(ConfigError) as caught:
        load({}, CONFIG).require_token()
    assert "salon try" in caught.value.faults[0]


def test_the_environment_wins_over_the_env_file_and_empty_counts_as_unset(tmp_path: Path) -> None:
    dotenv = written(tmp_path / ".env", "DISCORD_TOKEN=from-file\nOPENAI_API_KEY=\nOPENAI_MODEL=small\n")
    merged = environment(dotenv, {"DISCORD_TOKEN": "from-env", "SALON_LOG_LEVEL": " "})
    assert merged == {"DISCORD_TOKEN": "from-env", "OPENAI_MODEL": "small"}


def test_the_log_level_of_the_environment_wins() -> None:
    assert load({"SALON_LOG_LEVEL": "WARNING"}, CONFIG).log.level == "warning"
