"""Transactions, salons, recaps, servers and facts: the same for every database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.film import FilmId
from bot.domain.salon import SalonState
from bot.domain.spoiler import HALF
from bot.domain.turn import SalonId
from bot.errors import Conflict, NotFound
from bot.ports import Database, PostedMessage, ServerSettings
from bot.storage.accept import NaiveDatetimeError
from tests.fakes import EVENING, GUILD, PARENT, THREAD, her, new_salon, new_turn, open_salon, recap, utterance

A_MINUTE = timedelta(minutes=1)


async def test_a_salon_comes_back_as_it_was_stored(db: Database) -> None:
    new = new_salon(lens="queer", horizon=HALF, language="de")
    async with db.write() as unit:
        stored = await unit.salons.add(new)
    async with db.read() as unit:
        found = await unit.salons.get(stored.id)
    assert found == stored
    assert (found.film, found.lens, found.horizon, found.language) == (her(), "queer", HALF, "de")
    assert (found.state, found.channel_id, found.opened_at) == (SalonState.OPENING, None, EVENING)
    assert (found.guild_id, found.parent_id, found.read_until) == (GUILD, PARENT, 0)


async def test_what_raises_leaves_nothing(db: Database) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        await unit.turns.add(new_turn(salon.id, "first", message_id=1, utterance=utterance()))
        await unit.jobs.put("kept", "k", EVENING)
        await unit.recaps.save(salon.id, recap("first"), EVENING)
    with pytest.raises(ZeroDivisionError):
        await _change_everything_and_fail(db, salon.id)
    async with db.write() as unit:
        assert [t.text for t in await unit.turns.of_salon(salon.id)] == ["first"]
        assert (await unit.turns.by_message(1)) is not None
        assert await unit.turns.by_message(2) is None
        assert len(await unit.turns.asked(GUILD, her().id)) == 1
        assert (await unit.salons.live_at(THREAD)) is not None
        assert len(await unit.salons.live()) == 1
        assert await unit.recaps.get(salon.id) == recap("first")
        assert await unit.recaps.posts(salon.id) in ((), [])
        assert await unit.meta.get("a") is None
        assert (await unit.servers.get(GUILD)).salon_channel is None
        assert await unit.jobs.next_due() == EVENING
        assert [job.kind for job in await unit.jobs.claim(EVENING, A_MINUTE, 5)] == ["kept"]


async def _change_everything_and_fail(db: Database, salon_id: SalonId) -> None:
    async with db.write() as unit:
        await unit.turns.add(new_turn(salon_id, "second", message_id=2, minutes=5))
        await unit.turns.edit(1, "changed", EVENING)
        await unit.turns.remove([1])
        await unit.jobs.put("kept", "k", EVENING + A_MINUTE)
        await unit.jobs.claim(EVENING + A_MINUTE, A_MINUTE, 5)
        await unit.jobs.drop("kept", "k")
        await unit.jobs.put("new", "n", EVENING)
        await unit.recaps.remember_posts(salon_id, [PostedMessage(1, 2)])
        await unit.meta.put("a", "b")
        await unit.servers.save(ServerSettings(GUILD, 5))
        await unit.salons.remove(salon_id)
        await unit.salons.add(new_salon())
        raise ZeroDivisionError


async def test_a_cancelled_write_leaves_nothing_and_the_next_one_works(db: Database) -> None:
    salon = await open_salon(db)
    inside = asyncio.Event()

    async def hang() -> None:
        async with db.write() as unit:
            await unit.turns.add(new_turn(salon.id, message_id=1))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with db.write() as unit:
        assert await unit.turns.by_message(1) is None
        assert await unit.turns.add(new_turn(salon.id, message_id=1)) is not None


async def test_what_is_not_committed_is_not_seen(db: Database) -> None:
    salon = await open_salon(db)
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with db.write() as unit:
            await unit.turns.add(new_turn(salon.id, "half", message_id=1))
            inside.set()
            await go_on.wait()
            await unit.turns.add(new_turn(salon.id, "whole", message_id=2))

    async def read() -> int:
        async with db.read() as unit:
            return len(await unit.turns.of_salon(salon.id))

    writer = asyncio.create_task(write())
    await inside.wait()
    reader = asyncio.create_task(read())
    await asyncio.sleep(0)
    go_on.set()
    await writer
    # A reader sees all of a write or none of it, whether it waited or not.
    assert await reader in {0, 2}
    assert await read() == 2


async def test_a_unit_inside_a_write_is_refused_instead_of_hanging(db: Database) -> None:
    async with db.write():
        for nested in (db.read(), db.write()):
            with pytest.raises(RuntimeError, match="inside a write"):
                async with nested:
                    pass


async def test_writes_at_once_are_all_done(db: Database) -> None:
    salon = await open_salon(db)

    async def say(number: int) -> None:
        async with db.write() as unit:
            before = await unit.meta.get("count") or "0"
            await unit.turns.add(new_turn(salon.id, f"turn {number}", message_id=number))
            await unit.meta.put(f"seen {number}", before)

    await asyncio.gather(*(say(number) for number in range(1, 31)))
    async with db.read() as unit:
        assert len(await unit.turns.of_salon(salon.id)) == 30


async def test_one_live_salon_a_channel(db: Database) -> None:
    first = await open_salon(db)
    async with db.write() as unit:
        second = await unit.salons.add(new_salon())
    with pytest.raises(Conflict, match="already_open"):
        async with db.write() as unit:
            await unit.salons.place(second.id, THREAD)
    async with db.write() as unit:
        assert await unit.salons.set_state(first.id, SalonState.CLOSED, EVENING)
    async with db.write() as unit:
        placed = await unit.salons.place(second.id, THREAD)
        assert placed.state is SalonState.OPEN
        assert await unit.salons.live_at(THREAD) == placed


async def test_placing_again_changes_nothing_and_elsewhere_is_refused(db: Database) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        assert await unit.salons.place(salon.id, THREAD) == salon
        with pytest.raises(Conflict, match="already_open"):
            await unit.salons.place(salon.id, THREAD + 1)
        with pytest.raises(NotFound):
            await unit.salons.place(SalonId(999), THREAD)
        await unit.salons.set_state(salon.id, SalonState.CLOSED, EVENING)
        with pytest.raises(Conflict, match="already_ended"):
            await unit.salons.place(salon.id, THREAD)


async def test_states_change_once_and_closed_is_the_end(db: Database) -> None:
    salon = await open_salon(db)
    later = EVENING + A_MINUTE
    async with db.write() as unit:
        assert not await unit.salons.set_state(salon.id, SalonState.OPEN, later)
        assert await unit.salons.set_state(salon.id, SalonState.PAUSED, later)
        assert not await unit.salons.set_state(salon.id, SalonState.PAUSED, later)
        assert (await unit.salons.live_at(THREAD)) is not None
        assert await unit.salons.set_state(salon.id, SalonState.CLOSED, later)
        for state in SalonState:
            assert not await unit.salons.set_state(salon.id, state, later + A_MINUTE)
        assert not await unit.salons.set_state(SalonId(999), SalonState.OPEN, later)
    async with db.read() as unit:
        closed = await unit.salons.get(salon.id)
        assert closed is not None
        assert (closed.state, closed.closed_at) == (SalonState.CLOSED, later)
        assert await unit.salons.live_at(THREAD) is None


async def test_lists_are_newest_first_and_keep_servers_apart(db: Database) -> None:
    ids = []
    for number in range(4):
        new = new_salon(guild_id=GUILD + number % 2, at=EVENING + number * A_MINUTE)
        ids.append((await open_salon(db, channel_id=number + 1, new=new)).id)
    async with db.write() as unit:
        await unit.salons.set_state(ids[0], SalonState.CLOSED, EVENING)
        await unit.salons.add(new_salon(at=EVENING + timedelta(hours=1)))
    async with db.read() as unit:
        assert [s.id for s in await unit.salons.live()] == [ids[3], ids[2], ids[1]]
        assert [s.id for s in await unit.salons.live(GUILD)] == [ids[2]]
        assert [s.id for s in await unit.salons.recent(GUILD, 10)] == [ids[2], ids[0]]
        assert [s.id for s in await unit.salons.recent(GUILD, 1)] == [ids[2]]


async def test_removing_a_salon_takes_everything_with_it(db: Database) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        turn = await unit.turns.add(new_turn(salon.id, message_id=1, utterance=utterance()))
        assert turn is not None
        await unit.recaps.save(salon.id, recap("x"), EVENING)
        await unit.recaps.remember_posts(salon.id, [PostedMessage(1, 2)])
    async with db.write() as unit:
        await unit.salons.remove(salon.id)
        await unit.salons.remove(salon.id)
    async with db.read() as unit:
        assert await unit.salons.get(salon.id) is None
        assert await unit.salons.live_at(THREAD) is None
        assert await unit.turns.get(turn.id) is None
        assert await unit.turns.by_message(1) is None
        assert not await unit.turns.of_salon(salon.id)
        assert not await unit.turns.asked(GUILD, her().id)
        assert await unit.recaps.get(salon.id) is None
        assert not await unit.recaps.posts(salon.id)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(-90, 90), st.integers(0, 2**62)), min_size=1, max_size=8))
async def test_touch_only_moves_forward(db: Database, moves: list[tuple[int, int]]) -> None:
    async with db.write() as unit:
        salon = await unit.salons.add(new_salon())
        for minutes, message_id in moves:
            await unit.salons.touch(salon.id, EVENING + minutes * A_MINUTE, message_id)
    async with db.read() as unit:
        touched = await unit.salons.get(salon.id)
    assert touched is not None
    assert touched.last_turn_at == EVENING + max(m for m, _ in moves) * A_MINUTE
    assert touched.read_until == max(message_id for _, message_id in moves)


async def test_naive_datetimes_are_refused_and_zones_become_utc(db: Database) -> None:
    salon = await open_salon(db)
    naive = datetime(2026, 11, 20, 20)  # noqa: DTZ001 - that is the point
    async with db.write() as unit:
        for wrong in (
            unit.jobs.put("k", "k", naive),
            unit.jobs.claim(naive, A_MINUTE, 1),
            unit.salons.add(new_salon(at=naive)),
            unit.salons.touch(salon.id, naive, 1),
            unit.salons.set_state(salon.id, SalonState.PAUSED, naive),
            unit.turns.edit(1, "x", naive),
            unit.recaps.save(salon.id, recap(), naive),
        ):
            with pytest.raises(NaiveDatetimeError):
                await wrong
    tokyo = timezone(timedelta(hours=9))
    async with db.write() as unit:
        stored = await unit.salons.add(new_salon(at=datetime(2026, 11, 21, 5, tzinfo=tokyo)))
    async with db.read() as unit:
        found = await unit.salons.get(stored.id)
    assert found is not None
    assert found.opened_at.isoformat() == stored.opened_at.isoformat() == "2026-11-20T20:00:00+00:00"


async def test_recaps_are_replaced_and_their_posts_keep_their_order(db: Database) -> None:
    salon = await open_salon(db)
    first, second = recap("a gift", "a cop-out"), recap("a gift", film="Her – édition spéciale")
    posts = [PostedMessage(9, 30), PostedMessage(9, 10), PostedMessage(9, 20)]
    async with db.write() as unit:
        await unit.recaps.save(salon.id, first, EVENING)
        await unit.recaps.save(salon.id, second, EVENING)
        await unit.recaps.remember_posts(salon.id, [PostedMessage(1, 1)])
        await unit.recaps.remember_posts(salon.id, posts)
    async with db.write() as unit:
        assert await unit.recaps.get(salon.id) == second
        assert list(await unit.recaps.posts(salon.id)) == posts
        await unit.recaps.remember_posts(salon.id, [])
        assert not await unit.recaps.posts(salon.id)
        assert await unit.recaps.get(SalonId(999)) is None


@pytest.mark.parametrize("what", ["turn", "recap", "posts"])
async def test_nothing_hangs_on_a_salon_that_is_gone(db: Database, what: str) -> None:
    gone = SalonId(999)
    async with db.write() as unit:
        hanging: dict[str, Callable[[], Awaitable[object]]] = {
            "turn": lambda: unit.turns.add(new_turn(gone, message_id=1)),
            "recap": lambda: unit.recaps.save(gone, recap(), EVENING),
            "posts": lambda: unit.recaps.remember_posts(gone, [PostedMessage(1, 1)]),
        }
        with pytest.raises(NotFound, match="no_salon_here"):
            await hanging[what]()


async def test_servers_and_facts(db: Database) -> None:
    chosen = ServerSettings(GUILD, 2**62, "Europe/Warsaw", "pl")
    async with db.write() as unit:
        assert await unit.servers.get(GUILD) == ServerSettings(GUILD)
        assert await unit.meta.get("commands") is None
        await unit.servers.save(ServerSettings(GUILD, 5))
        await unit.servers.save(chosen)
        await unit.meta.put("commands", "one")
        await unit.meta.put("commands", "two")
    async with db.read() as unit:
        assert await unit.servers.get(GUILD) == chosen
        assert await unit.servers.get(GUILD + 1) == ServerSettings(GUILD + 1)
        assert await unit.meta.get("commands") == "two"


async def test_the_questions_asked_belong_to_a_server_and_a_film(db: Database) -> None:
    here = await open_salon(db, channel_id=1)
    again = await open_salon(db, channel_id=2)
    elsewhere = await open_salon(db, channel_id=3, new=new_salon(guild_id=GUILD + 1))
    async with db.write() as unit:
        kept = await unit.turns.add(new_turn(here.id, utterance=utterance(question="q1")))
        await unit.turns.add(new_turn(again.id, utterance=utterance(question="q1")))
        gone = await unit.turns.add(new_turn(again.id, utterance=utterance(question="q2")))
        await unit.turns.add(new_turn(here.id, utterance=utterance(question=None)))
        await unit.turns.add(new_turn(elsewhere.id, utterance=utterance(question="q3")))
        assert kept is not None
        assert gone is not None
        assert await unit.turns.asked(GUILD, her().id) == {"q1", "q2"}
        await unit.turns.discard(gone.id)
        await unit.turns.discard(kept.id)
        assert await unit.turns.asked(GUILD, her().id) == {"q1"}
        assert await unit.turns.asked(GUILD + 1, her().id) == {"q3"}
        assert await unit.turns.asked(GUILD, FilmId("other")) == frozenset()
