"""What only a database on disk or on a server has: a schema, a file, other processes, a log that remembers."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import bot.storage
from bot.domain.turn import TurnId
from bot.errors import ConfigError, Unavailable
from bot.storage.address import parse
from bot.storage.backup import backup
from bot.storage.codec import film_from_text, film_to_text, utterance_from_text, utterance_to_text
from bot.storage.database import open_database
from bot.storage.engine import make_engine
from bot.storage.schema import HEAD, migrate, reachable, schema_state
from bot.storage.tables import metadata
from tests.fakes import EVENING, her, new_turn, open_salon, recap, utterance

SECRET = "Theodore-wrote-them-as-gifts"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)


def _read(path: Path) -> bytes:
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "data" / "salon.db"


async def test_the_migrations_make_the_tables_that_the_code_uses(url: str) -> None:
    await migrate(url)
    engine = make_engine(parse(url), connections=1)
    async with engine.connect() as conn:
        options = {"compare_type": True, "compare_server_default": True}
        differences = await conn.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts=options), metadata)
        )
    await engine.dispose()
    assert differences == []


def test_the_newest_revision_is_the_one_the_code_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(bot.storage.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


async def test_migrating_twice_changes_nothing_and_a_newer_schema_is_refused(url: str) -> None:
    assert await schema_state(url) == "empty"
    await reachable(url)
    await migrate(url)
    await migrate(url)
    assert await schema_state(url) == "current"
    await reachable(url)
    engine = make_engine(parse(url), connections=1)
    async with engine.begin() as conn:
        await conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    assert await schema_state(url) == "newer"
    for use in (migrate, reachable, open_database):
        with pytest.raises(ConfigError) as error:
            await use(url)
        assert "newer version of Salon" in error.value.faults[0]


async def test_processes_that_start_at_once_migrate_once(url: str) -> None:
    code = "import asyncio, sys; from bot.storage.schema import migrate; asyncio.run(migrate(sys.argv[1]))"
    root = Path(bot.storage.__file__).parents[2]
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, url, cwd=root, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    ends = await asyncio.gather(*(process.communicate() for process in started))
    assert [(process.returncode, err) for process, (_, err) in zip(started, ends, strict=True)] == [(0, b"")] * 3
    assert await schema_state(url) == "current"


async def test_a_file_and_its_directory_are_made_and_private(path: Path) -> None:
    db = await open_database(f"sqlite:///{path}")
    await open_salon(db)
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in path.parent.iterdir()} == {
        "salon.db": "0o600",
        "salon.db-wal": "0o600",
        "salon.db-shm": "0o600",
    }
    await db.close()
    assert [file.name for file in path.parent.iterdir()] == ["salon.db"]


async def test_looking_does_not_make_a_file(path: Path) -> None:
    assert await schema_state(f"sqlite:///{path}") == "empty"
    await reachable(f"sqlite:///{path}")
    assert not path.parent.exists()


@pytest.mark.parametrize("what", ["remove", "edit", "discard", "salon", "recap"])
async def test_deleted_words_are_gone_from_the_file_and_its_log(path: Path, what: str) -> None:
    db = await open_database(f"sqlite:///{path}")
    salon = await open_salon(db)
    async with db.write() as unit:
        for number in range(1, 40):
            await unit.turns.add(new_turn(salon.id, f"An ordinary turn {number}.", message_id=number))
        turn = await unit.turns.add(new_turn(salon.id, SECRET * 300, message_id=99))
        await unit.recaps.save(salon.id, recap(SECRET) if what == "recap" else recap("nothing"), EVENING)
    assert turn is not None
    async with db.write() as unit:
        match what:
            case "remove":
                await unit.turns.remove([99])
            case "edit":
                await unit.turns.edit(99, "Never mind.", EVENING)
            case "discard":
                await unit.turns.discard(turn.id)
            case "salon":
                await unit.salons.remove(salon.id)
            case _:
                await unit.turns.remove([99])
                await unit.recaps.save(salon.id, recap(), EVENING)
    found = {file.name: SECRET.encode() in file.read_bytes() for file in path.parent.iterdir()}
    await db.close()
    assert found == {"salon.db": False, "salon.db-wal": False, "salon.db-shm": False}


async def test_a_reader_in_the_way_does_not_stop_an_erasure(path: Path) -> None:
    db = await open_database(f"sqlite:///{path}")
    salon = await open_salon(db)
    async with db.write() as unit:
        await unit.turns.add(new_turn(salon.id, SECRET, message_id=1))
    reading, go_on = asyncio.Event(), asyncio.Event()

    async def read() -> int:
        async with db.read() as unit:
            await unit.turns.of_salon(salon.id)
            reading.set()
            await go_on.wait()
            return len(await unit.turns.of_salon(salon.id))

    reader = asyncio.create_task(read())
    await reading.wait()
    async with db.write() as unit:
        await unit.turns.remove([1])
    go_on.set()
    assert await reader == 1
    async with db.write() as unit:
        assert not await unit.turns.of_salon(salon.id)
        await unit.turns.discard(TurnId(1))
    assert SECRET.encode() not in path.with_name("salon.db-wal").read_bytes()
    await db.close()


async def test_what_was_written_is_there_after_opening_again(url: str) -> None:
    db = await open_database(url)
    salon = await open_salon(db)
    async with db.write() as unit:
        turn = await unit.turns.add(new_turn(salon.id, message_id=1, utterance=utterance()))
        await unit.jobs.put("lull", "1", EVENING)
    await db.close()
    db = await open_database(url)
    async with db.read() as unit:
        assert list(await unit.turns.of_salon(salon.id)) == [turn]
        assert await unit.jobs.next_due() == EVENING
    await db.close()


async def test_a_writer_waits_for_another_process_that_writes(path: Path) -> None:
    db = await open_database(f"sqlite:///{path}")
    salon = await open_salon(db)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        async def write() -> None:
            async with db.write() as unit:
                assert await unit.turns.add(new_turn(salon.id, message_id=1)) is not None

        writer = asyncio.create_task(write())
        async with db.read() as unit:
            assert await unit.turns.by_message(1) is None
        assert not writer.done()
        other.execute("COMMIT")
        await writer
    await db.close()


@pytest.mark.parametrize("content", [b"this is a letter, not a database " * 200, b"SQLite format 3\0" + b"\xff" * 4096])
async def test_a_file_that_is_no_database_is_named(path: Path, content: bytes) -> None:
    _write(path, content)
    for use in (open_database, reachable, schema_state):
        with pytest.raises(ConfigError) as error:
            await use(f"sqlite:///{path}")
        assert str(path) in error.value.faults[0]
    assert _read(path) == content


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("mysql://root@localhost/salon", "begins with 'mysql'"),
        ("nonsense", "cannot be read"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
async def test_an_address_that_cannot_be_used_says_what_one_looks_like(address: str, part: str) -> None:
    with pytest.raises(ConfigError) as error:
        await open_database(address)
    assert part in error.value.faults[0]
    assert "sqlite:///data/salon.db" in error.value.faults[0]


async def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    pytest.importorskip("asyncpg", reason="the postgres extra is not installed")
    with pytest.raises(ConfigError) as error:
        await reachable("postgresql://salon:hunter2@127.0.0.1:9/salon")
    assert "127.0.0.1:9" in error.value.faults[0]
    assert "hunter2" not in error.value.faults[0]


async def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for use in (open_database, reachable):
        with pytest.raises(ConfigError) as error:
            await use(f"sqlite:///{tmp_path / 'file' / 'salon.db'}")
        assert str(tmp_path / "file") in error.value.faults[0]


async def test_a_lock_that_never_ends_is_unavailable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await migrate(f"sqlite:///{path}")
    monkeypatch.setattr("bot.storage.engine._PRAGMAS", ("PRAGMA busy_timeout = 1",))
    db = await open_database(f"sqlite:///{path}")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            await open_salon(db)
    await open_salon(db)
    await db.close()


async def test_a_backup_is_whole_private_and_never_overwrites(path: Path, tmp_path: Path) -> None:
    url, copy = f"sqlite:///{path}", tmp_path / "copy.db"
    with pytest.raises(ConfigError, match="config"):
        await backup(url, copy)
    db = await open_database(url)
    salon = await open_salon(db)
    async with db.write() as unit:
        await unit.turns.add(new_turn(salon.id, message_id=1))
    await backup(url, copy)
    await db.close()
    assert oct(copy.stat().st_mode & 0o777) == "0o600"
    db = await open_database(f"sqlite:///{copy}")
    async with db.read() as unit:
        assert len(await unit.turns.of_salon(salon.id)) == 1
    await db.close()
    before = copy.read_bytes()
    for place in (copy, tmp_path / "missing" / "copy.db"):
        with pytest.raises(ConfigError) as error:
            await backup(url, place)
        assert str(place) in error.value.faults[0]
    assert copy.read_bytes() == before
    with pytest.raises(ConfigError) as error:
        await backup("postgresql://salon:hunter2@localhost/salon", tmp_path / "other")
    assert "pg_dump" in error.value.faults[0]
    assert "hunter2" not in error.value.faults[0]


def test_what_a_later_version_adds_to_a_record_is_passed_over() -> None:
    text = film_to_text(her()).replace("{", '{"later": 1, ', 1)
    assert film_from_text(text) == her()
    said = utterance()
    text = str(utterance_to_text(said)).replace("{", '{"later": 1, ').replace('"takes_up":[],', "")
    assert utterance_from_text(text) == said
    assert film_from_text('{"id": "x", "title": "X"}').directors == ()
