"""A digest while the process dies: whichever step it dies at, one digest stands afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.digest import DigestState
from bot.local.memory import MemoryDatabase
from bot.ports import Database
from tests.digest_server import DUE, NEXT, Server
from tests.digest_stage import Killed, MortalDatabase, MortalDigests, Steps, held, planned, schedules_over
from tests.fakes import GUILD


@pytest.fixture
def server(db: Database) -> Server:
    return Server(db)


async def _until_it_stands(server: Server, *, deaths: tuple[int, ...]) -> int:
    """Let the process die at these steps, one life after another, and live on in the last one; steps of that."""
    for dies_at in (*deaths, None):
        steps = Steps(dies_at)
        runner = server.runner(MortalDatabase(server.db, steps), MortalDigests(server.board, steps))
        try:
            await runner.drain(server.clock.now())
        except Killed:
            server.board.forget_nonces()
            server.clock.advance(minutes=7)  # the lease is over, and Discord knows no nonce any more
            continue
    return steps.taken


async def _prepared(db: Database) -> Server:
    server = Server(db)
    await planned(db, server.clock)
    for number in (1, 2, 3):
        await held(db, DUE - timedelta(hours=number), f"words number {number}", number=number)
    server.clock.set(DUE)
    return server


async def _stands_once(server: Server, what: object) -> None:
    assert sorted(post.page for post in server.board.standing) == [0, 1, 2], what
    assert set(server.weeks) == {"2026-W47"}, what
    assert len({repr(post.contents) for post in server.board.standing}) == 1, what
    async with server.db.read() as unit:
        digest = await unit.digests.last(GUILD)
        assert digest is not None
        assert digest.state is DigestState.POSTED, what
        posts = await unit.digests.posts(digest.id)
        assert {post.message_id for post in posts.values()} == set(server.board.posts), what
        assert await unit.digests.unfinished(GUILD) is None
        assert not await unit.jobs.parked()
    assert await server.due_at() == NEXT, what


async def test_whatever_step_it_dies_at_one_digest_stands(server: Server) -> None:
    all_steps = await _until_it_stands(await _prepared(MemoryDatabase()), deaths=())
    assert all_steps > 80
    db: Database = server.db
    for dies_at in range(1, all_steps + 1):
        if not isinstance(db, MemoryDatabase) and dies_at > 1:
            await _emptied(db)
        one = await _prepared(MemoryDatabase() if isinstance(db, MemoryDatabase) else db)
        await _until_it_stands(one, deaths=(dies_at,))
        await _stands_once(one, dies_at)


async def _emptied(db: Database) -> None:
    import sqlalchemy as sa

    from bot.storage.tables import metadata

    async with db.write() as unit:
        for table in reversed(metadata.sorted_tables):
            await unit._conn.execute(sa.delete(table))  # type: ignore[attr-defined]


async def test_dying_twice_is_no_worse() -> None:
    all_steps = await _until_it_stands(await _prepared(MemoryDatabase()), deaths=())
    for first in range(1, all_steps + 1, 3):
        for second in range(1, all_steps + 1, 7):
            one = await _prepared(MemoryDatabase())
            await _until_it_stands(one, deaths=(first, second))
            await _stands_once(one, (first, second))


async def test_a_death_while_words_are_withdrawn_leaves_none_of_them() -> None:
    steps = await _until_it_stands(await _prepared(MemoryDatabase()), deaths=())
    for dies_at in range(1, steps + 1, 2):
        one = await _prepared(MemoryDatabase())
        runner_steps = Steps(dies_at)
        runner = one.runner(MortalDatabase(one.db, runner_steps), MortalDigests(one.board, runner_steps))
        with pytest.raises(Killed):
            await runner.drain(one.clock.now())
        async with one.db.write() as unit:
            (gone,) = await unit.turns.remove([600_002])
            await unit.jobs.put("redraw", str(gone.salon_id), one.clock.now())
        one.board.forget_nonces()
        one.clock.advance(minutes=7)
        await one.settle()
        assert "words number 2" not in one.words, dies_at
        assert "words number 1" in one.words, dies_at
        assert len({post.page for post in one.board.standing}) == len(one.board.standing) == 3, dies_at


async def test_an_end_while_it_is_posted_records_what_stands(server: Server) -> None:
    await planned(server.db, server.clock)
    await held(server.db, DUE - timedelta(hours=1))
    real = server.board.post

    async def post(*args: Any) -> Any:
        await real(*args)
        raise Killed

    server.board.post = post  # type: ignore[method-assign]
    server.clock.set(DUE)
    with pytest.raises(Killed):
        await server.settle()
    server.board.post = real  # type: ignore[method-assign]
    await schedules_over(server.db, server.clock).end(GUILD)
    server.clock.advance(minutes=2)
    await server.settle()
    async with server.db.read() as unit:
        digest = await unit.digests.last(GUILD)
        assert digest is not None
        assert len(await unit.digests.posts(digest.id)) == 1
        assert await unit.digests.schedule(GUILD) is None
    assert await server.due_at() is None
    assert len(server.board.posts) == 1
