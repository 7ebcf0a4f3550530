"""Ballots and votes: the same for every database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.ballot import LOST, Ballot, BallotId, BallotState, Ending, NewBallot, Option, Ranking
from bot.domain.film import Film
from bot.domain.nomination import NominationId
from bot.domain.runoff import Count
from bot.domain.watchlist import Owner, Seen, Whose
from bot.errors import Conflict
from bot.ports import Database
from bot.storage.database import open_database
from tests.contract.listing import ALIEN, AMELIE, ANNA, BEN, CLEO, GODFATHER, put, see
from tests.fakes import EVENING, GUILD, PARENT, her

ELSEWHERE, HOUR = 77, timedelta(hours=1)
FILMS = (ALIEN, AMELIE, her())


def new(guild: int = GUILD, *, at: float = 0, by: int = ANNA, films: tuple[Film, ...] = FILMS) -> NewBallot:
    options = tuple(
        Option(NominationId(number), film, EVENING - number * HOUR, 4 - number) for number, film in enumerate(films, 1)
    )
    opened = EVENING + at * HOUR
    return NewBallot(guild, PARENT, options, by, opened, opened + 48 * HOUR, "5eed", 3, False, "fr")


def ranking(*numbers: int) -> Ranking:
    return tuple(NominationId(number) for number in numbers)


async def opened(db: Database, one: NewBallot | None = None, *votes: tuple[int, Ranking]) -> Ballot:
    async with db.write() as unit:
        ballot = await unit.ballots.open(one or new())
        for by, vote in votes:
            await unit.ballots.vote(ballot.id, by, vote)
    return ballot


async def closed(db: Database, ballot: Ballot, at: float) -> Count:
    async with db.write() as unit:
        counted = ballot.counted(await unit.ballots.votes(ballot.id))
        await unit.ballots.close(ballot.id, EVENING + at * HOUR, Ending.QUORUM, counted)
    return counted


async def now(db: Database, ballot_id: BallotId) -> Ballot:
    async with db.read() as unit:
        found = await unit.ballots.get(ballot_id)
    assert found is not None
    return found


async def test_a_ballot_comes_back_as_it_was_put_in(db: Database) -> None:
    made = await opened(db)
    assert made == Ballot(**{name: getattr(new(), name) for name in NewBallot.__dataclass_fields__}, id=made.id)
    assert await now(db, made.id) == made
    async with db.read() as unit:
        assert await unit.ballots.open_in(GUILD) == made
        assert await unit.ballots.open_in(ELSEWHERE) is None
        assert await unit.ballots.get(BallotId(99)) is None
        assert await unit.ballots.last_closed(GUILD) is None


async def test_one_is_open_in_a_server(db: Database) -> None:
    first = await opened(db)
    with pytest.raises(Conflict) as refused:
        await opened(db)
    assert refused.value.key == "ballot_open"
    await opened(db, new(ELSEWHERE))
    await closed(db, first, 1)
    assert (await opened(db, new(at=2))).id > first.id


async def test_a_vote_is_replaced_and_taken_back(db: Database) -> None:
    ballot = await opened(db, None, (BEN, ranking(1, 2)), (ANNA, ranking(3)))
    other = await opened(db, new(ELSEWHERE), (ANNA, ranking(2)))
    async with db.write() as unit:
        await unit.ballots.vote(ballot.id, BEN, ranking(2, 1, 3))
    async with db.read() as unit:
        assert await unit.ballots.vote_of(ballot.id, BEN) == ranking(2, 1, 3)
        assert await unit.ballots.vote_of(ballot.id, CLEO) is None
        assert list(await unit.ballots.votes(ballot.id)) == [ranking(2, 1, 3), ranking(3)]
        assert await unit.ballots.voters(ballot.id) == 2
    async with db.write() as unit:
        assert await unit.ballots.take_back(ballot.id, ANNA)
        assert not await unit.ballots.take_back(ballot.id, ANNA)
    async with db.read() as unit:
        assert (await unit.ballots.voters(ballot.id), await unit.ballots.voters(other.id)) == (1, 1)


async def test_closing_keeps_the_count_and_nobodys_vote(db: Database) -> None:
    ballot = await opened(db, None, (ANNA, ranking(1, 2)), (BEN, ranking(2)), (CLEO, ranking(3, 2)))
    counted = await closed(db, ballot, 5)
    then = await now(db, ballot.id)
    assert counted.rounds[0].tie is not None
    assert (then.state, then.ending, then.closed_at) == (BallotState.CLOSED, Ending.QUORUM, EVENING + 5 * HOUR)
    assert then.count == counted
    assert then.winner == AMELIE
    async with db.read() as unit:
        assert (list(await unit.ballots.votes(ballot.id)), await unit.ballots.voters(ballot.id)) == ([], 0)
        assert await unit.ballots.open_in(GUILD) is None
        assert await unit.ballots.last_closed(GUILD) == then


async def test_what_shows_it_is_remembered(db: Database) -> None:
    ballot = await opened(db)
    async with db.write() as unit:
        await unit.ballots.carded(ballot.id, 900)
        await unit.ballots.strike(ballot.id, NominationId(2))
    shown = await now(db, ballot.id)
    assert (shown.card, shown.edition) == (900, 1)
    assert [one.struck for one in shown.options] == [False, True, False]
    assert [one.film for one in shown.running] == [ALIEN, her()]
    async with db.write() as unit:
        await unit.ballots.moved(ballot.id, 55)
        await unit.ballots.told(ballot.id, 901)
    moved = await now(db, ballot.id)
    assert (moved.channel_id, moved.card, moved.edition, moved.result) == (55, None, 2, 901)
    async with db.write() as unit:
        await unit.ballots.carded(ballot.id, 902)
        await unit.ballots.carded(ballot.id, LOST)
    assert (await now(db, ballot.id)).card == LOST


async def test_the_ballots_of_a_time_are_those_closed_in_it_and_the_one_open_at_its_end(db: Database) -> None:
    ids = []
    for start in (0, 10, 20):
        ballot = await opened(db, new(at=start))
        await closed(db, ballot, start + 5)
        ids.append(ballot.id)
    ids.append((await opened(db, new(at=30))).id)
    await opened(db, new(ELSEWHERE, at=11))

    async def told(since: float, until: float) -> list[int]:
        async with db.read() as unit:
            found = await unit.ballots.between(GUILD, EVENING + since * HOUR, EVENING + until * HOUR)
        return [ids.index(one.id) for one in found]

    assert await told(0, 16) == [0, 1]
    assert await told(5, 15) == [0, 1]
    assert await told(6, 12) == [1]
    assert await told(16, 31) == [2, 3]
    assert await told(40, 90) == [3]
    assert await told(6, 9) == []


async def test_who_is_forgotten_has_voted_for_nothing_and_opened_nothing(db: Database) -> None:
    over = await opened(db, None, (ANNA, ranking(1)))
    await closed(db, over, 1)
    ballot = await opened(db, new(at=2, by=BEN), (ANNA, ranking(1)), (BEN, ranking(2)))
    other = await opened(db, new(ELSEWHERE, by=ANNA), (BEN, ranking(2)))
    await opened(db, new(78, by=BEN), (BEN, ranking(2)))
    async with db.write() as unit:
        assert list(await unit.ballots.forget_user(ANNA)) == [ballot.id, other.id]
        assert list(await unit.ballots.forget_user(CLEO)) == []
    assert [(await now(db, one.id)).opened_by for one in (over, ballot, other)] == [0, BEN, 0]
    async with db.read() as unit:
        assert list(await unit.ballots.votes(ballot.id)) == [ranking(2)]


async def test_what_raises_leaves_ballots_as_they_were(db: Database) -> None:
    ballot = await opened(db, None, (ANNA, ranking(1)))

    async def change_everything_and_fail() -> None:
        async with db.write() as unit:
            await unit.ballots.vote(ballot.id, BEN, ranking(2))
            await unit.ballots.strike(ballot.id, NominationId(1))
            await unit.ballots.close(ballot.id, EVENING, Ending.HAND, ballot.counted([]))
            await unit.ballots.forget_user(ANNA)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_everything_and_fail()
    assert await now(db, ballot.id) == ballot
    async with db.read() as unit:
        assert list(await unit.ballots.votes(ballot.id)) == [ranking(1)]


@pytest.mark.parametrize("what", ["change", "take_back", "close", "forget"])
async def test_a_vote_that_is_gone_is_gone_from_the_file_and_its_log(tmp_path: Path, what: str) -> None:
    db = await open_database(f"sqlite:///{tmp_path / 'salon.db'}")
    ballot = await opened(db, None, (ANNA, ranking(987654, 3, 123456)))

    def kept() -> list[str]:
        return [file.name for file in tmp_path.iterdir() if b"987654,3,123456" in file.read_bytes()]

    assert kept()
    async with db.write() as unit:
        if what == "change":
            await unit.ballots.vote(ballot.id, ANNA, ranking(3))
        elif what == "take_back":
            await unit.ballots.take_back(ballot.id, ANNA)
        elif what == "close":
            await unit.ballots.close(ballot.id, EVENING, Ending.TIME, ballot.counted([]))
        else:
            await unit.ballots.forget_user(ANNA)
    assert not kept()
    await db.close()


async def test_who_has_seen_a_film_is_counted_from_what_people_let_be_known(db: Database) -> None:
    mine = {by: Owner(Whose.MINE, by) for by in (ANNA, BEN, CLEO)}
    await put(db, ALIEN, AMELIE, GODFATHER)
    await see(db, ALIEN, 8, by=ANNA)
    await see(db, AMELIE, by=BEN)
    for by, owner in mine.items():
        await put(db, ALIEN, her(), owner=owner, by=by)
        await see(db, ALIEN, owner=owner, by=by)
    async with db.write() as unit:
        await unit.watchlists.share(ANNA, GUILD, on=True)
        await unit.watchlists.share(BEN, GUILD, on=True)
        await unit.watchlists.share(CLEO, ELSEWHERE, on=True)
    async with db.read() as unit:
        seen = await unit.watchlists.seen_in(GUILD, [one.id for one in (ALIEN, AMELIE, GODFATHER, her())])
        assert dict(seen) == {ALIEN.id: Seen(2, True), AMELIE.id: Seen(0, True)}
        assert dict(await unit.watchlists.seen_in(ELSEWHERE, [ALIEN.id])) == {ALIEN.id: Seen(1)}
        assert dict(await unit.watchlists.seen_in(GUILD, [])) == {}
