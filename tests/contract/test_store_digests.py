"""The DigestStore of every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.digest import DigestId, DigestState, NewDigest, Schedule
from bot.domain.film import Film, FilmId
from bot.domain.salon import SalonState
from bot.domain.tagger import Found
from bot.domain.theme import Verdict
from bot.domain.turn import SalonId, TurnId
from bot.domain.watchlist import Deed, Mark
from bot.domain.weekly import Slot, Week
from bot.errors import Conflict
from bot.ports import Database, PostedMessage
from tests.contract.listing import ALIEN, AMELIE, ANNA, GODFATHER, SERVER, put
from tests.digest_stage import held
from tests.fakes import EVENING, GUILD, her, new_salon, new_turn, open_salon

WEEK = timedelta(weeks=1)
SLOT = Slot(4, 1080, "Europe/Lisbon")


def new(week: str = "2026-W47", until: datetime = EVENING, guild_id: int = GUILD) -> NewDigest:
    return NewDigest(guild_id, Week(week), until - WEEK, until, "Europe/Lisbon", "en", 5, until, late=True)


async def test_a_schedule_is_kept_replaced_and_dropped(db: Database) -> None:
    schedule = Schedule(GUILD, SLOT, 5, quiet=True, first=Week("2026-W47"))
    async with db.write() as unit:
        assert await unit.digests.schedule(GUILD) is None
        await unit.digests.plan(schedule)
        await unit.digests.plan(changed := replace(schedule, slot=Slot(0, 0, "Asia/Kathmandu"), quiet=False))
    async with db.write() as unit:
        assert await unit.digests.schedule(GUILD) == changed
        assert await unit.digests.schedule(GUILD + 1) is None
        assert await unit.digests.unplan(GUILD)
        assert not await unit.digests.unplan(GUILD)


async def test_a_week_has_one_digest(db: Database) -> None:
    async with db.write() as unit:
        made = await unit.digests.begin(new())
        await unit.digests.begin(new(guild_id=GUILD + 1))
    assert (made.state, made.late, made.language, made.until) == (DigestState.BEGUN, True, "en", EVENING)
    with pytest.raises(Conflict):
        async with db.write() as unit:
            await unit.digests.begin(new())
    async with db.read() as unit:
        assert await unit.digests.of_week(GUILD, Week("2026-W47")) == made == await unit.digests.get(made.id)
        assert await unit.digests.of_week(GUILD, Week("2026-W48")) is None
        assert await unit.digests.get(DigestId(99)) is None


async def test_what_became_of_digests(db: Database) -> None:
    async with db.write() as unit:
        first = await unit.digests.begin(new())
        assert await unit.digests.unfinished(GUILD) == first
        assert await unit.digests.last(GUILD) is None
        await unit.digests.finish(first.id, DigestState.POSTED)
        quiet = await unit.digests.begin(new("2026-W48", EVENING + WEEK))
        await unit.digests.finish(quiet.id, DigestState.QUIET)
        dropped = await unit.digests.begin(new("2026-W49", EVENING + 2 * WEEK))
        await unit.digests.finish(dropped.id, DigestState.DROPPED)
    async with db.read() as unit:
        assert await unit.digests.unfinished(GUILD) is None
        last = await unit.digests.last(GUILD)
        assert last is not None
        assert last.id == quiet.id
        covering = [one.id for one in await unit.digests.covering(GUILD, EVENING - WEEK)]
        assert covering == [first.id]
        assert [one.id for one in await unit.digests.covering(GUILD, EVENING - timedelta(seconds=1))] == [first.id]
        assert await unit.digests.covering(GUILD, EVENING) == [], "that is the quiet week's"
        assert await unit.digests.covering(GUILD + 1, EVENING - WEEK) == []


async def test_pages_and_their_messages(db: Database) -> None:
    async with db.write() as unit:
        made = await unit.digests.begin(new())
        await unit.digests.posted(made.id, 1, PostedMessage(5, 61))
        await unit.digests.posted(made.id, 0, PostedMessage(5, 60))
        await unit.digests.posted(made.id, 1, PostedMessage(5, 62))
        await unit.digests.move(made.id, 6)
    async with db.read() as unit:
        posts = await unit.digests.posts(made.id)
        moved = await unit.digests.get(made.id)
        assert await unit.digests.posts(DigestId(99)) == {}
    assert list(posts.items()) == [(0, PostedMessage(5, 60)), (1, PostedMessage(5, 62))]
    assert moved is not None
    assert moved.channel_id == 6


async def test_salons_that_ended_come_with_their_records(db: Database) -> None:
    first = await held(db, EVENING - timedelta(hours=2), number=1)
    second = await held(db, EVENING - timedelta(hours=1), number=2)
    await held(db, EVENING, number=3)
    bare = await open_salon(db, channel_id=3_009, new=new_salon(at=EVENING - WEEK))
    async with db.write() as unit:
        await unit.salons.set_state(bare.id, SalonState.CLOSED, EVENING - timedelta(hours=3))
        found = await unit.digests.ended(GUILD, EVENING - WEEK, EVENING)
        assert await unit.digests.ended(GUILD + 1, EVENING - WEEK, EVENING) == []
    assert [one.salon.id for one in found] == [bare.id, first.id, second.id]
    assert (found[0].recap, found[0].post, found[0].saved_at) == (None, None, None)
    assert found[1].recap is not None
    assert found[1].post == PostedMessage(3_001, 700_001)
    assert found[1].saved_at == EVENING - timedelta(hours=2)


async def test_salons_that_were_going_on_then(db: Database) -> None:
    await held(db, EVENING - timedelta(hours=1), number=1)
    later_ended = await held(db, EVENING + timedelta(hours=1), number=2)
    still = await open_salon(db, channel_id=3_010, new=new_salon(at=EVENING - timedelta(hours=3)))
    await open_salon(db, channel_id=3_011, new=new_salon(at=EVENING))
    async with db.write() as unit:
        await unit.salons.add(new_salon(at=EVENING - timedelta(hours=1)))
        found = await unit.digests.going_on(GUILD, EVENING, 10)
        assert len(await unit.digests.going_on(GUILD, EVENING, 1)) == 1
    assert {one.id for one in found} == {later_ended.id, still.id}


async def test_turns_that_are_still_there(db: Database) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        kept = await unit.turns.add(new_turn(salon.id, message_id=1))
        gone = await unit.turns.add(new_turn(salon.id, message_id=2))
        assert kept is not None
        assert gone is not None
        await unit.turns.remove([2])
        assert await unit.digests.turns([kept.id, gone.id, TurnId(99)]) == {kept.id: kept}
        assert await unit.digests.turns([]) == {}


async def test_themes_of_some_salons_and_of_those_before(db: Database) -> None:
    ids: list[SalonId] = []
    for number in range(4):
        film = her() if number else Film(FilmId("jaws-1975"), "Jaws", 1975)
        opened = EVENING + timedelta(days=number)
        salon = await open_salon(db, channel_id=3_000 + number, new=new_salon(at=opened, film=film))
        ids.append(salon.id)
        async with db.write() as unit:
            turn = await unit.turns.add(new_turn(salon.id, message_id=number))
            assert turn is not None
            await unit.themes.attach(turn, [Found("grief", 0.5, ()), Found("gift", 0.5, ())])
    async with db.write() as unit:
        await unit.themes.judge(GUILD, her().id, "gift", Verdict.REJECTED, ANNA, EVENING)
        await unit.themes.judge(GUILD, her().id, "grief", Verdict.CONFIRMED, ANNA, EVENING)
        refused = await unit.turns.add(new_turn(ids[3], message_id=50))
        assert refused is not None
        await unit.themes.attach(refused, [Found("jealousy", 0.5, ())])
        await unit.themes.untag(refused.id, "jealousy", ANNA)
        now = await unit.digests.talked(GUILD, ids[2:])
        before = await unit.digests.talked_before(GUILD, EVENING + timedelta(days=2), ["grief", "gift"], 10)
        assert await unit.digests.talked(GUILD, []) == []
        newest = await unit.digests.talked_before(GUILD, EVENING + timedelta(days=2), ["grief"], 1)
        assert await unit.digests.talked_before(GUILD, EVENING, ["grief"], 10) == []
        assert await unit.digests.talked_before(GUILD + 1, EVENING + WEEK, ["grief"], 10) == []
    assert [(one.salon_id, one.theme, one.confirmed) for one in now] == [
        (ids[3], "grief", True),
        (ids[2], "grief", True),
    ]
    told = {(one.salon_id, one.theme) for one in before}
    assert told == {(ids[1], "grief"), (ids[0], "grief"), (ids[0], "gift")}
    assert [one.salon_id for one in newest] == [ids[1]]


async def test_films_that_came_to_the_list_and_were_seen(db: Database) -> None:
    await put(db, ALIEN, AMELIE, minutes=-10)
    await put(db, GODFATHER, minutes=1)
    async with db.write() as unit:
        change = await unit.watchlists.begin(SERVER, ANNA, EVENING, Deed.SEEN)
        entry = await unit.watchlists.find(SERVER, AMELIE.id)
        assert entry is not None
        await unit.watchlists.mark(change, [Mark(entry.id, EVENING - timedelta(minutes=5))])
    async with db.read() as unit:
        added = await unit.digests.added(GUILD, EVENING - WEEK, EVENING, 5)
        seen = await unit.digests.seen(GUILD, EVENING - WEEK, EVENING, 5)
        none = await unit.digests.added(GUILD, EVENING - WEEK, EVENING, 0)
        later = await unit.digests.added(GUILD, EVENING, EVENING + WEEK, 5)
    assert (added.shown, added.more) == ((ALIEN,), 0)
    assert (seen.shown, seen.more) == ((AMELIE,), 0)
    assert (none.shown, none.more) == ((), 1)
    assert later.shown == (GODFATHER,)
    async with db.write() as unit:
        change = await unit.watchlists.begin(SERVER, ANNA, EVENING, Deed.REMOVED)
        await unit.watchlists.take_out(change, await _entry(unit))
        assert (await unit.digests.added(GUILD, EVENING - WEEK, EVENING, 5)).shown == ()


async def _entry(unit: object) -> object:
    entry = await unit.watchlists.find(SERVER, ALIEN.id)  # type: ignore[attr-defined]
    assert entry is not None
    return entry.id
