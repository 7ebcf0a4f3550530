"""Nominations as a service: the limit, joining, reasons, withdrawing, finding by title, pages."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.domain.film import Film, FilmId
from bot.domain.nomination import LONGEST_REASON, MOST_OPEN, Outcome
from bot.errors import BadInput, Conflict, Forbidden, NotFound
from bot.services.nominations import Nominations
from tests.fakes import EVENING, GUILD, ManualClock, MemoryDatabase, her, open_salon
from tests.watchlist_club import ALIEN, ANNA, BEN, WONDER, film, told

CLEO, ELSEWHERE = 13, 77


class Club:
    """The service over a database in memory."""

    def __init__(self) -> None:
        self.db, self.clock = MemoryDatabase(), ManualClock()
        self.service = Nominations(self.db, self.clock)

    async def nominate(self, one: Film, by: int = ANNA, reason: str | None = None) -> Outcome:
        return (await self.service.nominate(GUILD, one, by, reason)).outcome

    async def standing(self) -> list[tuple[str, dict[int, str | None]]]:
        page = await self.service.page(GUILD, 1)
        return [(one.film.title, {s.user_id: s.reason for s in one.supporters}) for one in page.nominations]


async def test_the_second_joins_the_first_and_both_reasons_are_kept() -> None:
    club = Club()
    first = await club.service.nominate(GUILD, ALIEN, ANNA, "  the   cat\nlives ")
    assert (first.outcome, first.own, first.nomination.created_at) == (Outcome.NEW, 1, EVENING)
    club.clock.advance(hours=1)
    second = await club.service.nominate(GUILD, ALIEN, BEN, "the ship")
    assert (second.outcome, second.own, second.nomination.created_at) == (Outcome.JOINED, 1, EVENING)
    assert await club.standing() == [("Alien", {ANNA: "the cat lives", BEN: "the ship"})]


async def test_nominating_again_changes_the_reason_if_one_is_given() -> None:
    club = Club()
    await club.nominate(ALIEN, reason="the cat")
    for reason in (None, "", "   ", "the cat"):
        assert await club.nominate(ALIEN, reason=reason) is Outcome.THERE
    assert await club.nominate(ALIEN, reason="the ship") is Outcome.REASON
    assert await club.standing() == [("Alien", {ANNA: "the ship"})]
    await club.nominate(her())
    assert await club.nominate(her(), reason="the letters") is Outcome.REASON


async def test_a_person_stands_behind_three_films_at_most_joined_ones_among_them() -> None:
    club = Club()
    await club.nominate(ALIEN, BEN)
    assert [await club.nominate(one) for one in (ALIEN, her(), WONDER)] == [Outcome.JOINED, Outcome.NEW, Outcome.NEW]
    await club.nominate(film("Zama"), BEN)
    for one in (film("Zama"), film("Moonlight")):
        with pytest.raises(Conflict) as full:
            await club.nominate(one)
        assert told(full) == "nominations_full"
        assert full.value.values == {"limit": MOST_OPEN}
    assert await club.nominate(her(), reason="still") is Outcome.REASON
    assert (await club.service.nominate(ELSEWHERE, film("Zama"), ANNA)).own == 1
    await club.service.withdraw(GUILD, ALIEN, ANNA)
    assert await club.nominate(film("Zama")) is Outcome.JOINED


async def test_at_once_there_is_one_nomination_and_the_limit_holds() -> None:
    club = Club()
    await asyncio.gather(*(club.nominate(ALIEN, by) for by in range(1, 9)))
    assert await club.standing() == [("Alien", dict.fromkeys(range(1, 9)))]
    wishes = (club.nominate(film(f"Film {n}"), CLEO) for n in range(8))
    done = await asyncio.gather(*wishes, return_exceptions=True)
    assert sum(one is Outcome.NEW for one in done) == MOST_OPEN
    assert sum(isinstance(one, Conflict) for one in done) == 8 - MOST_OPEN


async def test_a_reason_may_be_two_hundred_characters_long() -> None:
    club = Club()
    with pytest.raises(BadInput) as long:
        await club.nominate(ALIEN, reason="x" * (LONGEST_REASON + 1))
    assert told(long) == "reason_too_long"
    assert long.value.values == {"limit": 200, "length": 201}
    assert await club.nominate(ALIEN, reason=" " + "x" * LONGEST_REASON + " ") is Outcome.NEW


async def test_a_film_that_has_another_id_by_now_is_the_same_nomination() -> None:
    club = Club()
    heard = replace(film("The Quiet Ferry", 2011), directors=("Mara Lind",), imdb_id="tt0000001")
    await club.nominate(replace(heard, id=FilmId("tmdb:5")))
    assert await club.nominate(replace(heard, id=FilmId("wikidata:Q5")), BEN) is Outcome.JOINED
    unsigned = replace(heard, id=FilmId("list:5"), imdb_id=None)
    assert await club.nominate(unsigned, CLEO) is Outcome.JOINED
    others = (replace(unsigned, directors=("Jo Tal",)), replace(unsigned, directors=()), replace(unsigned, year=2012))
    for number, other in enumerate(others):
        outcome = await club.nominate(replace(other, id=FilmId(f"other:{number}")), by=100 + number)
        assert outcome is Outcome.NEW


async def test_ones_own_nomination_is_taken_back_and_what_nobody_wants_is_gone() -> None:
    club = Club()
    await club.nominate(ALIEN)
    club.clock.advance(hours=1)
    await club.nominate(ALIEN, BEN)
    done = await club.service.withdraw(GUILD, ALIEN, ANNA)
    assert (done.left, len(done.nomination.supporters)) == (1, 2)
    assert await club.standing() == [("Alien", {BEN: None})]
    with pytest.raises(NotFound) as others:
        await club.service.withdraw(GUILD, ALIEN, ANNA)
    assert told(others) == "nomination_not_yours"
    again = await club.service.nominate(GUILD, ALIEN, ANNA)
    assert again.nomination.created_at == EVENING
    await club.service.withdraw(GUILD, ALIEN, ANNA)
    assert (await club.service.withdraw(GUILD, ALIEN, BEN)).left == 0
    assert await club.standing() == []
    for guild in (GUILD, ELSEWHERE):
        with pytest.raises(NotFound) as gone:
            await club.service.withdraw(guild, ALIEN, BEN)
        assert told(gone) == "not_nominated"


async def test_who_manages_the_server_takes_a_film_off_for_everyone() -> None:
    club = Club()
    await club.nominate(ALIEN)
    await club.nominate(ALIEN, BEN)
    with pytest.raises(Forbidden) as refused:
        await club.service.remove(GUILD, ALIEN, manager=False)
    assert told(refused) == "nomination_managers_only"
    with pytest.raises(NotFound):
        await club.service.remove(ELSEWHERE, ALIEN, manager=True)
    done = await club.service.remove(GUILD, ALIEN, manager=True)
    assert (done.left, len(done.nomination.supporters)) == (0, 2)
    assert await club.standing() == []


async def test_a_nominated_film_is_known_by_id_or_title() -> None:
    club = Club()
    old, new = film("Suspiria", 1977), film("Suspiria", 2018)
    seven = replace(film("Seven Samurai", 1954), original_title="七人の侍")
    for number, one in enumerate((old, new, seven, WONDER)):
        await club.nominate(one, by=100 + number)
    named = club.service.named
    for typed, wanted in (
        (seven.id, seven),
        ("七人の侍", seven),
        ("suspiria (2018)", new),
        ("wonder woman 1984", WONDER),
    ):
        assert await named(GUILD, typed) == wanted
    assert await named(GUILD, "Suspiria", by=101) == new
    for by in (None, ANNA):
        with pytest.raises(BadInput) as several:
            await named(GUILD, "Suspiria", by)
        assert told(several) == "nominations_alike"
    assert await named(GUILD, "Zama") is None
    assert await named(ELSEWHERE, seven.id) is None
    assert await club.service.suggest(GUILD, "susp") == [old, new]
    assert await club.service.suggest(GUILD, "susp", by=101) == [new]
    assert len(await club.service.suggest(GUILD, "", limit=3)) == 3


async def test_a_page_tells_what_was_talked_about_and_one_that_is_gone_is_the_last() -> None:
    club = Club()
    empty = await club.service.page(GUILD, 3)
    assert (empty.nominations, empty.number, empty.pages, empty.total) == ([], 1, 1, 0)
    await open_salon(club.db)
    for number in range(9):
        await club.nominate(film(f"Film {number}"), by=100 + number)
        club.clock.advance(minutes=1)
    await club.nominate(her(), ANNA)
    await club.nominate(film("Film 8"), ANNA)
    pages = [await club.service.page(GUILD, number) for number in (-1, 1, 2, 9)]
    assert [(page.number, page.pages, page.total) for page in pages] == [(1, 2, 10), (1, 2, 10), (2, 2, 10), (2, 2, 10)]
    assert [one.film.title for one in pages[1].nominations] == ["Film 8", *(f"Film {n}" for n in range(7))]
    assert [one.film.title for one in pages[2].nominations] == ["Film 7", "Her"]
    assert pages[2].talked_about == {her().id}
