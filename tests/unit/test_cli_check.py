"""`salon check`, `migrate` and `backup` as they are typed."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.address import database_url, sqlite_url
from bot.errors import ConfigError
from bot.settings import load

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, the shipped configuration, and nothing of this machine's own settings."""
    for name in os.environ:
        if name.startswith(("SALON_", "OPENAI_", "DISCORD_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SALON_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SALON_CONFIG_DIR", str(CONFIG))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def own_config(installation: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the configuration that a test may spoil, in English alone."""
    folder = installation / "config"
    shutil.copytree(CONFIG, folder, ignore=shutil.ignore_patterns("fr.toml", "*.fr.*", "films.fr"))
    monkeypatch.setenv("SALON_CONFIG_DIR", str(folder))
    return folder


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_is_shipped_is_well_and_checking_makes_no_file(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "settings", "languages", "questions", "questions in fr", "guard", "films", "command names", "prompts", "texts", "times", "imported films", "database",
    ]  # fmt: skip
    assert all(line.endswith(": ok") for line in lines)
    assert "fr with 92 of 92 films" in lines[1]
    assert not (installation / "data").exists()


def test_the_quick_check_leaves_out_the_comparison_only(own_config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = own_config / "questions" / "evidence.toml"
    first = path.read_text(encoding="utf-8").partition("[[question]]")[2].partition("[[question]]")[0]
    twin = first.replace('id = "', 'id = "twin-', 1)
    path.write_text(path.read_text(encoding="utf-8") + "\n[[question]]" + twin, encoding="utf-8")
    assert main(["check", "--quick"]) == 0
    capsys.readouterr()
    assert main(["check"]) == 2
    assert "too much alike" in capsys.readouterr().out


def test_faults_of_every_part_are_told_at_once(own_config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(own_config / "questions" / "evidence.toml", 'text = "', 'text = "Is it? ')
    replace(own_config / "films.jsonl", '"year"', '"jahr"')
    (own_config / "prompts" / "decide.md").unlink()
    (own_config / "guard" / "en.toml").write_text("phrases = 3", encoding="utf-8")
    replace(own_config / "locales" / "en.toml", 'name = "', 'nom = "')
    data = own_config.parent / "data"
    data.mkdir()
    (data / "salon.db").write_bytes(b"this is no database, only words that somebody wrote into a file")
    assert main(["check", "--quick"]) == 2
    out = capsys.readouterr().out
    assert "question mark, at the end; it has 2" in out
    assert "films.jsonl line 1" in out
    assert "prompts/decide.md: missing" in out
    assert "phrases must be a list" in out
    assert "must name its language" in out
    assert "is not a Salon database" in out
    assert "settings: house host: ok" in out
    assert "Traceback" not in out


def test_a_film_with_questions_must_be_in_the_catalogue(own_config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = own_config / "films.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if '"her-2013"' not in line), encoding="utf-8")
    assert main(["check", "--quick"]) == 2
    assert "questions/films/her-2013.toml: films.jsonl has no film of that id." in capsys.readouterr().out


def test_content_that_cannot_be_read_does_not_hide_the_rest(
    own_config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_config / "themes.toml").write_text("[[theme]\n", encoding="utf-8")
    replace(own_config / "films.jsonl", '"year"', '"jahr"')
    assert main(["check", "--quick"]) == 2
    out = capsys.readouterr().out
    assert "questions: 1 fault" in out
    assert "films: 2 faults" in out
    assert "texts: English: ok" in out


def test_settings_that_are_wrong_are_told_before_anything_else(
    own_config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(own_config / "default.toml", "lull_minutes = 4", 'lull_minutes = "four"')
    assert main(["check", "--quick"]) == 2
    assert "salon: Setting lull_minutes" in capsys.readouterr().err


def test_migrate_makes_the_database_and_is_content_the_second_time(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    assert "has been made" in capsys.readouterr().out
    assert (installation / "data" / "salon.db").is_file()
    assert main(["migrate"]) == 0
    assert "up to date already" in capsys.readouterr().out
    assert main(["check", "--quick"]) == 0
    assert "database: up to date: ok" in capsys.readouterr().out


def set_revision(path: Path, revision: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def test_an_older_schema_sends_people_to_migrate_and_a_newer_one_to_the_newer_version(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["migrate"])
    set_revision(installation / "data" / "salon.db", "0000")
    assert main(["check", "--quick"]) == 2
    assert "run `salon migrate`" in capsys.readouterr().out
    set_revision(installation / "data" / "salon.db", "9999")
    assert main(["check", "--quick"]) == 2
    assert "newer version of Salon" in capsys.readouterr().out
    assert main(["migrate"]) == 2
    assert "newer version of Salon" in capsys.readouterr().err


def test_backup_copies_a_database_and_never_overwrites(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = installation / "copy.db"
    assert main(["backup", str(copy)]) == 2
    assert "nothing to back up" in capsys.readouterr().err
    main(["migrate"])
    assert main(["backup", str(copy)]) == 0
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM turns").fetchone() == (0,)
    assert main(["backup", str(copy)]) == 2
    assert "exists already" in capsys.readouterr().err


def test_the_address_set_wins_over_the_data_folder(tmp_path: Path) -> None:
    assert database_url(load({}, CONFIG)) == f"sqlite+aiosqlite:///{(tmp_path / 'data' / 'salon.db').as_posix()}"
    named = "postgresql+asyncpg://salon@127.0.0.1/salon"
    assert database_url(load({"SALON_DATABASE_URL": named}, CONFIG)) == named


def test_a_path_that_no_address_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        sqlite_url(tmp_path / "what?" / "salon.db")
    assert "SALON_DATA_DIR" in caught.value.faults[0]


def test_a_whatif_question_that_breaks_a_rule_is_named(own_config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(own_config / "host" / "en.toml", 'text = "What comes one day too late?"', 'text = "Is it too late?"')
    assert main(["check", "--quick"]) == 2
    assert 'question whatif:turn-late: its question begins with "is"' in capsys.readouterr().out


def test_a_link_that_nothing_signs_is_named(own_config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = own_config / "host" / "en.toml"
    path.write_text(re.sub(r"(?m)^link = .*$", 'link = ""', path.read_text(encoding="utf-8")), encoding="utf-8")
    assert main(["check", "--quick"]) == 2
    assert "what-if link: it is empty" in capsys.readouterr().out
