"""Tags, verdicts and servers' own themes: the same for every database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.film import Film, FilmId
from bot.domain.salon import Salon
from bot.domain.spoiler import NOTHING
from bot.domain.tagger import Found
from bot.domain.theme import Tag, Theme, Verdict
from bot.domain.theme_talk import SPOKE
from bot.domain.turn import SalonId, Turn, TurnId
from bot.errors import Conflict, NotFound
from bot.ports import Database, NewSalon
from bot.storage.database import open_database
from tests.fakes import ANNA, EVENING, GUILD, PARENT, THREAD, new_salon, new_turn, open_salon

BEN = 12
GIFT = Found("gift", 0.7, ("gifts", "gives away"))
LOVE = Found("love", 0.6, ("love",))
SECRET = "Samantha-never-pays"


@pytest.fixture
async def salon(db: Database) -> Salon:
    return await open_salon(db)


async def say(db: Database, salon: Salon, text: str = "The letters are gifts.", **more: object) -> Turn:
    async with db.write() as unit:
        turn = await unit.turns.add(new_turn(salon.id, text, **more))  # type: ignore[arg-type]
        assert turn is not None
        await unit.themes.wait(turn)
    return turn


async def attach(db: Database, turn: Turn, *found: Found) -> bool:
    async with db.write() as unit:
        return await unit.themes.attach(turn, found)


async def waiting(db: Database, salon_id: SalonId, limit: int = 10) -> list[TurnId]:
    async with db.read() as unit:
        return [turn.id for turn in await unit.themes.waiting(salon_id, limit)]


async def tags(db: Database, salon: Salon) -> list[tuple[str, TurnId, float, int | None]]:
    async with db.read() as unit:
        return [(tag.theme, tag.turn_id, tag.score, tag.by) for tag in await unit.themes.of_salon(salon.id)]


async def another(db: Database, title: str, days: int, *, guild_id: int = GUILD, seen: float | None = None) -> Salon:
    new = NewSalon(guild_id, PARENT, Film(FilmId(title.lower()), title), ANNA, EVENING + timedelta(days=days))
    if seen is not None:
        new = NewSalon(guild_id, PARENT, new.film, ANNA, new.opened_at, horizon=NOTHING)
    return await open_salon(db, channel_id=THREAD + days, new=new)


async def test_turns_wait_in_line_until_they_are_tagged(db: Database, salon: Salon) -> None:
    first, second = await say(db, salon), await say(db, salon, "Love.", minutes=1)
    async with db.write() as unit:
        await unit.themes.wait(first)  # once more changes nothing
    assert await waiting(db, salon.id) == [first.id, second.id]
    assert await waiting(db, salon.id, 1) == [first.id]
    assert await attach(db, first, GIFT, LOVE)
    assert await attach(db, second)
    assert await waiting(db, salon.id) == []
    assert await tags(db, salon) == [("gift", first.id, 0.7, None), ("love", first.id, 0.6, None)]
    async with db.read() as unit:
        assert await unit.themes.of_turn(first.id) == [
            Tag("gift", first.id, ANNA, 0.7, ("gifts", "gives away")),
            Tag("love", first.id, ANNA, 0.6, ("love",)),
        ]


async def test_a_turn_that_was_edited_meanwhile_keeps_its_place_in_line(db: Database, salon: Salon) -> None:
    turn = await say(db, salon, message_id=5)
    async with db.write() as unit:
        edited = await unit.turns.edit(5, "About grief.", EVENING)
    assert edited is not None
    assert not await attach(db, turn, GIFT)
    assert await waiting(db, salon.id) == [turn.id]
    assert await tags(db, salon) == []
    assert await attach(db, edited, Found("grief", 0.8, ("grief",)))
    assert await tags(db, salon) == [("grief", turn.id, 0.8, None)]


async def test_a_turn_that_goes_takes_tags_and_place_along(db: Database, salon: Salon) -> None:
    tagged, untagged = await say(db, salon, message_id=5), await say(db, salon, message_id=6)
    await attach(db, tagged, GIFT)
    async with db.write() as unit:
        await unit.turns.remove([5, 6])
    assert await tags(db, salon) == []
    assert await waiting(db, salon.id) == []
    assert not await attach(db, tagged, GIFT)
    async with db.write() as unit:
        await unit.themes.wait(untagged)
        with pytest.raises(NotFound):
            await unit.themes.tag(tagged.id, "gift", BEN)
    assert await waiting(db, salon.id) == []


async def test_tags_by_hand_outlast_what_is_found(db: Database, salon: Salon) -> None:
    turn = await say(db, salon)
    await attach(db, turn, GIFT)
    async with db.write() as unit:
        await unit.themes.tag(turn.id, "gift", BEN)
        await unit.themes.tag(turn.id, "own-trains", BEN)
    await attach(db, turn, LOVE, GIFT)
    assert await tags(db, salon) == [
        ("gift", turn.id, 1.0, BEN),
        ("own-trains", turn.id, 1.0, BEN),
        ("love", turn.id, 0.6, None),
    ]
    async with db.write() as unit:
        await unit.themes.untag(turn.id, "gift", BEN)
        await unit.themes.untag(turn.id, "love", BEN)
        await unit.themes.untag(turn.id, "never there", BEN)
    assert [theme for theme, *_ in await tags(db, salon)] == ["own-trains"]
    await attach(db, turn, LOVE, GIFT)
    assert [theme for theme, *_ in await tags(db, salon)] == ["own-trains"], "who took it off is not overruled"
    async with db.write() as unit:
        assert await unit.themes.said(salon.id, "love", 5) == []
        assert [one.theme for one in await unit.themes.talked(GUILD)] == ["own-trains"]
        await unit.themes.tag(turn.id, "love", ANNA)
    assert [theme for theme, *_ in await tags(db, salon)] == ["love", "own-trains"]


async def test_what_a_server_talked_about(db: Database, salon: Salon) -> None:
    first = await say(db, salon)
    second = await say(db, salon, "Gifts again.", minutes=4, author_id=BEN, author_name="Ben")
    for turn in (first, second):
        await attach(db, turn, GIFT, *([LOVE] if turn is first else []))
    later, elsewhere = await another(db, "Jaws", 3), await another(db, "Alien", 4, guild_id=GUILD + 1)
    for place in (later, elsewhere):
        await attach(db, await say(db, place), LOVE)
    async with db.write() as unit:
        await unit.themes.judge(GUILD, salon.film.id, "gift", Verdict.CONFIRMED, BEN, EVENING)
        found = await unit.themes.talked(GUILD)
        lately = await unit.themes.talked(GUILD, EVENING + timedelta(minutes=2))
        loved = await unit.themes.talked(GUILD, theme="love")
        one = await unit.themes.talked(GUILD, limit=1)
    assert [(t.theme, t.film.title, t.turns, t.people, t.confirmed) for t in found] == [
        ("love", "Jaws", 1, 1, False),
        ("gift", "Her", 2, 2, True),
        ("love", "Her", 1, 1, False),
    ]
    assert (found[1].salon_id, found[1].parent_id, found[1].channel_id) == (salon.id, PARENT, THREAD)
    assert (found[1].opened_at, found[1].last) == (salon.opened_at, EVENING + timedelta(minutes=4))
    assert [t.film.title for t in one] == ["Jaws"]
    assert [(t.theme, t.turns) for t in lately] == [("gift", 1)], "what was said, not which salon was opened"
    assert [t.film.title for t in loved] == ["Jaws", "Her"]
    async with db.write() as unit:
        await unit.themes.judge(GUILD, salon.film.id, "gift", Verdict.REJECTED, BEN, EVENING)
        assert [t.theme for t in await unit.themes.talked(GUILD)] == ["love", "love"]
        assert dict(await unit.themes.judged(GUILD, salon.film.id)) == {"gift": Verdict.REJECTED}
        assert await unit.themes.judged(GUILD + 1, salon.film.id) == {}


async def test_who_said_it_and_in_which_words(db: Database, salon: Salon) -> None:
    faint, plain = await say(db, salon, "A gift perhaps."), await say(db, salon, minutes=1)
    by_hand = await say(db, salon, "He gave and gave.", minutes=2)
    await attach(db, faint, Found("gift", 0.5, ("gift",)))
    await attach(db, plain, GIFT)
    async with db.write() as unit:
        await unit.themes.tag(by_hand.id, "gift", BEN)
        said = await unit.themes.said(salon.id, "gift", 5)
        assert len(await unit.themes.said(salon.id, "gift", 2)) == 2
        assert await unit.themes.said(salon.id, "love", 5) == []
    assert [(one.turn.id, one.evidence) for one in said] == [
        (by_hand.id, ()),
        (plain.id, ("gifts", "gives away")),
        (faint.id, ("gift",)),
    ]


async def test_films_that_somebody_spoke_of_after_seeing_them(db: Database, salon: Salon) -> None:
    for place in (salon, await another(db, "Jaws", 1, seen=0.0)):
        for _ in range(SPOKE):
            await say(db, place)
    await say(db, await another(db, "Alien", 2))
    async with db.write() as unit:
        await unit.horizons.save(salon.id, BEN, NOTHING)
        assert await unit.themes.unseen_by(GUILD, BEN) == {salon.film.id}
        assert await unit.themes.unseen_by(GUILD + 1, BEN) == await unit.themes.unseen_by(GUILD, ANNA) == frozenset()
        assert await unit.themes.spoken_of(GUILD, ANNA) == {salon.film.id}
        assert await unit.themes.spoken_of(GUILD, BEN) == frozenset()
        assert await unit.themes.spoken_of(GUILD + 1, ANNA) == frozenset()


async def test_themes_of_a_server(db: Database, salon: Salon) -> None:
    trains = Theme("own-trains", "trains", "", ("trains", "rails"), ("He always leaves by train.",))
    async with db.write() as unit:
        await unit.themes.add_own(GUILD, trains, ANNA, EVENING)
        await unit.themes.add_own(GUILD, Theme("own-七", "七", ""), ANNA, EVENING + timedelta(seconds=1))
        await unit.themes.add_own(GUILD + 1, trains, ANNA, EVENING)
        with pytest.raises(Conflict):
            await unit.themes.add_own(GUILD, trains, BEN, EVENING)
    async with db.read() as unit:
        assert [theme.id for theme in await unit.themes.own(GUILD)] == ["own-trains", "own-七"]
        assert (await unit.themes.own(GUILD))[0] == trains
    turn, elsewhere = await say(db, salon), await say(db, await another(db, "Jaws", 1, guild_id=GUILD + 1))
    for one in (turn, elsewhere):
        await attach(db, one, Found("own-trains", 0.9, ("rails",)), GIFT)
    async with db.write() as unit:
        await unit.themes.judge(GUILD, salon.film.id, "own-trains", Verdict.CONFIRMED, ANNA, EVENING)
        assert await unit.themes.remove_own(GUILD, "own-trains")
        assert not await unit.themes.remove_own(GUILD, "own-trains")
        assert await unit.themes.judged(GUILD, salon.film.id) == {}
        assert [t.theme for t in await unit.themes.talked(GUILD + 1)] == ["gift", "own-trains"]
    assert [theme for theme, *_ in await tags(db, salon)] == ["gift"]


async def test_who_is_forgotten_leaves_no_name(db: Database, salon: Salon) -> None:
    turn = await say(db, salon)
    async with db.write() as unit:
        await unit.themes.tag(turn.id, "gift", BEN)
        await unit.themes.tag(turn.id, "love", ANNA)
        await unit.themes.judge(GUILD, salon.film.id, "gift", Verdict.CONFIRMED, BEN, EVENING)
        await unit.themes.add_own(GUILD, Theme("own-trains", "trains", ""), BEN, EVENING)
        await unit.themes.forget_user(BEN)
    assert [(theme, by) for theme, _, _, by in await tags(db, salon)] == [("gift", 0), ("love", ANNA)]
    async with db.read() as unit:
        assert dict(await unit.themes.judged(GUILD, salon.film.id)) == {"gift": Verdict.CONFIRMED}
        assert len(await unit.themes.own(GUILD)) == 1


async def test_a_write_that_fails_leaves_nothing(db: Database, salon: Salon) -> None:
    turn = await say(db, salon)

    async def fail() -> None:
        async with db.write() as unit:
            await unit.themes.attach(turn, [GIFT])
            await unit.themes.tag(turn.id, "love", BEN)
            await unit.themes.judge(GUILD, salon.film.id, "gift", Verdict.REJECTED, BEN, EVENING)
            await unit.themes.add_own(GUILD, Theme("own-trains", "trains", ""), BEN, EVENING)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await tags(db, salon) == []
    assert await waiting(db, salon.id) == [turn.id]
    async with db.read() as unit:
        assert await unit.themes.own(GUILD) == []
        assert await unit.themes.judged(GUILD, salon.film.id) == {}


async def test_words_that_carried_a_theme_leave_the_file_with_their_message(tmp_path: Path) -> None:
    db = await open_database(f"sqlite:///{tmp_path / 'salon.db'}")
    salon = await open_salon(db)
    turn = await say(db, salon, f"It is {SECRET}.", message_id=5)
    await attach(db, turn, Found("gift", 0.7, (SECRET,)))
    async with db.write() as unit:
        await unit.turns.remove([5])
    assert not _kept_in(tmp_path)
    await db.close()


def _kept_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if SECRET.encode() in file.read_bytes()]


def test_the_usual_film_is_her() -> None:
    assert new_salon().film.title == "Her"
