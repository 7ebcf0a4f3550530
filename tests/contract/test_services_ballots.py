"""Ballots from opening to result, over every database, and through a death at every step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.ballot import LOST, BallotId, BallotState, Ending
from bot.domain.film import Film, FilmId
from bot.domain.nomination import NominationId, Support
from bot.errors import BadInput, Conflict, Forbidden, Gone, NotFound, SalonError
from bot.local.memory import MemoryDatabase
from bot.ports import Database
from bot.services.ballots import Rules
from bot.services.forgetting import Forgetting
from tests.ballot_stage import ANNA, BEN, CHANNEL, CLEO, BallotServer
from tests.contract.listing import ALIEN
from tests.digest_stage import Killed, MortalDatabase, MortalStore, Steps
from tests.evening import Evening
from tests.fakes import EVENING, GUILD, her

DAN = 14


@pytest.fixture
def server(db: Database) -> BallotServer:
    return BallotServer(db)


async def test_a_ballot_from_opening_to_result(server: BallotServer) -> None:
    ballot = await server.open()
    assert [one.film.title for one in ballot.options] == ["Her", "Alien", "Amélie", "The Godfather"]
    assert (ballot.closes_at, ballot.hidden, ballot.seed) == (EVENING + timedelta(hours=48), True, "5eed")
    (card,) = server.board.standing("card")
    assert card.standing is not None
    assert (card.standing.voters, card.standing.firsts) == (0, None)
    await server.vote(ballot, ANNA, "Alien", "Her")
    await server.vote(ballot, BEN, "Her")
    await server.vote(ballot, BEN, "Amélie", "Her")
    await server.settle()
    assert card.standing.voters == 2
    await server.vote(ballot, CLEO, "Her")
    await server.vote(ballot, DAN, "Her")
    await server.later(hours=47)
    assert server.board.standing("result") == []
    await server.later(hours=1)
    closed = await server.now(ballot.id)
    assert (closed.state, closed.ending, closed.closed_at) == (BallotState.CLOSED, Ending.TIME, ballot.closes_at)
    assert closed.count is not None
    assert (closed.count.votes, closed.late) == (4, False)
    assert closed.winner == her()
    assert await server.ballots.winner(GUILD) == her()
    assert await server.ballots.winner(GUILD + 1) is None
    (result,) = server.board.standing("result")
    assert result.ballot.count == closed.count
    assert card.ballot.state is BallotState.CLOSED
    assert await server.nominated() == ["Alien", "Amélie", "The Godfather"], "the winner leaves, the others stay"
    assert server.failures == []


async def test_at_most_25_films_the_best_supported_then_the_oldest(server: BallotServer) -> None:
    async with server.db.write() as unit:
        for number in range(30):
            film = Film(FilmId(f"f-{number}"), f"F{number}")
            made = await unit.nominations.add(GUILD, film, Support(100 + number, EVENING + timedelta(minutes=number)))
            if number == 29:
                await unit.nominations.support(made.id, Support(ANNA, EVENING))
    ballot = await server.ballots.open(GUILD, CHANNEL, ANNA, Rules(), "en")
    assert [one.film.title for one in ballot.options] == ["F29", *[f"F{number}" for number in range(24)]]


async def test_one_at_a_time_and_never_over_one_film(server: BallotServer) -> None:
    with pytest.raises(Conflict) as refused:
        await server.ballots.open(GUILD, CHANNEL, ANNA, Rules(), "en")
    assert refused.value.key == "ballot_too_few"
    await server.open()
    with pytest.raises(Conflict) as refused:
        await server.ballots.open(GUILD, 5, BEN, Rules(), "en")
    assert (refused.value.key, refused.value.values["place"]) == ("ballot_open", f"<#{CHANNEL}>")


async def test_what_is_no_vote_is_refused(server: BallotServer) -> None:
    ballot = await server.open()
    first, second = (one.nomination_id for one in ballot.options[:2])
    for ranking, key in (
        ([], "ranking_empty"),
        ([first, second, first], "ranking_twice"),
        ([NominationId(99)], "ranking_unknown"),
    ):
        with pytest.raises(BadInput) as refused:
            await server.ballots.vote(ballot.id, ANNA, ranking)
        assert refused.value.key == key
    with pytest.raises(NotFound):
        await server.ballots.vote(BallotId(99), ANNA, [first])
    with pytest.raises(NotFound):
        await server.ballots.take_back(ballot.id, ANNA)
    assert (await server.ballots.mine(ballot.id, ANNA)).ranking is None


async def test_after_its_time_nothing_counts_any_more_even_before_it_is_counted(server: BallotServer) -> None:
    ballot = await server.open()
    await server.vote(ballot, ANNA, "Alien")
    server.clock.advance(hours=60)  # nobody was there when it was due
    for act in (
        server.vote(ballot, BEN, "Her"),
        server.ballots.take_back(ballot.id, ANNA),
        server.ballots.mine(ballot.id, ANNA),
    ):
        with pytest.raises(Conflict) as refused:
            await act
        assert refused.value.key == "ballot_over"
    await server.settle()
    closed = await server.now(ballot.id)
    assert (closed.winner, closed.late, closed.ending) == (ALIEN, True, Ending.TIME)
    assert len(server.board.standing("result")) == 1
    with pytest.raises(Conflict):
        await server.vote(ballot, BEN, "Her")


async def test_it_closes_with_its_quorum_unless_somebody_takes_a_vote_back(server: BallotServer) -> None:
    ballot = await server.open(Rules(quorum=2))
    await server.vote(ballot, ANNA, "Alien")
    await server.vote(ballot, BEN, "Alien")
    await server.ballots.take_back(ballot.id, BEN)
    await server.settle()
    assert (await server.now(ballot.id)).state is BallotState.OPEN
    await server.vote(ballot, CLEO, "Her")
    async with server.db.write() as unit:
        await unit.ballots.take_back(ballot.id, CLEO)  # between the job's making and its run
    await server.settle()
    assert (await server.now(ballot.id)).state is BallotState.OPEN
    await server.vote(ballot, CLEO, "Her")
    await server.settle()
    assert (await server.now(ballot.id)).ending is Ending.QUORUM
    await server.later(hours=100)
    assert len(server.board.standing("result")) == 1


async def test_who_opened_it_or_manages_may_close_it(server: BallotServer) -> None:
    ballot = await server.open()
    with pytest.raises(Forbidden):
        await server.ballots.close(ballot.id, BEN, manager=False)
    with pytest.raises(Forbidden):
        await server.ballots.may_close(ballot.id, BEN, manager=False)
    assert (await server.ballots.may_close(ballot.id, BEN, manager=True))[1] == 0
    await server.ballots.close(ballot.id, ANNA, manager=False)
    await server.later(hours=100)
    closed = await server.now(ballot.id)
    assert (closed.ending, closed.winner, closed.closed_at) == (Ending.HAND, None, EVENING)
    assert len(server.board.standing("result")) == 1
    assert len(await server.nominated()) == 4, "without votes nothing wins and nothing is lost"
    with pytest.raises(Conflict):
        await server.ballots.close(ballot.id, ANNA, manager=False)


async def test_open_standings_are_first_choices(server: BallotServer) -> None:
    ballot = await server.open(Rules(hidden=False))
    await server.vote(ballot, ANNA, "Alien", "Her")
    await server.vote(ballot, BEN, "Alien")
    await server.settle()
    (card,) = server.board.standing("card")
    assert card.standing is not None
    assert card.standing.firsts is not None
    assert list(card.standing.firsts.values()) == [0, 2, 0, 0]


async def test_a_film_taken_back_stays_one_taken_off_cannot_be_chosen(server: BallotServer) -> None:
    ballot = await server.open()
    await server.vote(ballot, ANNA, "Alien", "Amélie")
    await server.vote(ballot, BEN, "Alien", "Amélie")
    await server.vote(ballot, CLEO, "The Godfather")
    assert (await server.nominations.withdraw(GUILD, ballot.options[2].film, ANNA)).balloted
    assert (await server.nominations.remove(GUILD, ALIEN, manager=True)).balloted
    await server.settle()
    assert (await server.nominations.nominate(GUILD, Film(FilmId("new"), "New"), DAN)).waits
    assert not (await server.nominations.nominate(GUILD, her(), DAN)).waits
    await server.settle()
    (card,) = server.board.standing("card")
    assert [one.struck for one in card.ballot.options] == [False, True, False, False]
    assert "because Amélie" not in repr(card.standing), "a reason goes with its nomination"
    with pytest.raises(BadInput):
        await server.vote(ballot, DAN, "Alien")
    mine = await server.ballots.mine(ballot.id, ANNA)
    assert mine.ranking == (ballot.options[2].nomination_id,)
    await server.later(hours=48)
    assert (await server.now(ballot.id)).winner == ballot.options[2].film


async def test_who_is_forgotten_has_no_vote_and_no_reason_left(server: BallotServer) -> None:
    ballot = await server.open(Rules(hidden=False))
    await server.vote(ballot, ANNA, "Alien")
    await server.vote(ballot, BEN, "Her")
    await server.settle()
    evening = Evening(server.db)
    forgetting = Forgetting(server.db, server.clock, evening.wired.conversation, evening.wired.rooms, wake=lambda: None)
    await forgetting.person(ANNA)
    await server.settle()
    (card,) = server.board.standing("card")
    assert card.standing is not None
    assert (card.standing.voters, card.ballot.opened_by) == (1, 0)
    assert "because" not in repr(card.standing)
    await server.later(hours=48)
    assert (await server.now(ballot.id)).winner == her()


async def test_a_deleted_card_comes_back_only_when_asked_for(server: BallotServer) -> None:
    ballot = await server.open()
    (card,) = server.board.standing("card")
    card.deleted = True
    await server.vote(ballot, ANNA, "Alien")
    await server.settle()
    await server.vote(ballot, BEN, "Alien")
    await server.settle()
    assert server.board.standing("card") == []
    assert (await server.now(ballot.id)).card == LOST
    await server.ballots.show_again(ballot.id, 5)
    await server.settle()
    await server.ballots.show_again(ballot.id, 6)
    await server.settle()
    (again,) = server.board.standing("card")
    assert again.ballot.channel_id == 5
    await server.later(hours=48)
    assert again.ballot.state is BallotState.CLOSED
    assert [post.ballot.channel_id for post in server.board.standing("result")] == [5]


@pytest.mark.parametrize("error", [Gone(), Forbidden("forbidden", permission="send_messages")])
async def test_where_no_card_may_be_posted_the_ballot_is_held_all_the_same(
    server: BallotServer, error: SalonError
) -> None:
    server.board.fails = {"post_card": error}
    ballot = await server.open()
    assert ballot.card == LOST
    await server.vote(ballot, ANNA, "Alien")
    server.board.fails = {"post_result": error}
    await server.later(hours=48)
    server.board.fails = {}
    await server.later(hours=1)
    closed = await server.now(ballot.id)
    assert closed.winner == ALIEN
    assert len(server.board.standing("result")) == (1 if isinstance(error, Forbidden) else 0)


async def test_a_result_is_no_news_after_a_week(server: BallotServer) -> None:
    ballot = await server.open()
    server.board.fails = {"post_result": Forbidden("forbidden", permission="send_messages")}
    await server.later(hours=48)
    for _ in range(8):
        await server.later(days=1)
    server.board.fails = {}
    await server.later(days=1)
    assert server.board.standing("result") == []
    assert (await server.now(ballot.id)).state is BallotState.CLOSED


async def whole_ballot(server: BallotServer, steps: Steps) -> bool:
    """Open, vote, let it close; whatever dies is begun again, with nonces forgotten. True when something died."""
    died = False
    await server.nominate()
    ballot = await server.ballots.open(GUILD, CHANNEL, ANNA, Rules(), "en")
    mortal: Any = MortalDatabase(server.db, steps)
    board: Any = MortalStore(server.board, steps)
    for act in ("card", "votes", "close"):
        if act == "votes":
            await server.vote(ballot, ANNA, "Alien", "Her")
            await server.vote(ballot, BEN, "Alien")
        if act == "close":
            server.clock.advance(hours=48)
        try:
            await server.runner(mortal, board).drain(server.clock.now())
        except Killed:
            died, steps.dies_at = True, None
            server.board.forget_nonces()
            server.clock.advance(minutes=10)
            await server.settle()
    await server.later(minutes=10)
    closed = await server.now(ballot.id)
    assert closed.winner == ALIEN
    assert len(server.board.standing("card")) == len(server.board.standing("result")) == 1
    assert server.board.standing("card")[0].ballot.state is BallotState.CLOSED
    assert closed.result in server.board.posts
    async with server.db.read() as unit:
        assert await unit.jobs.next_due() is None
        assert list(await unit.ballots.votes(ballot.id)) == []
    return died


async def test_dying_at_any_step_leaves_one_card_one_result_and_no_votes() -> None:
    whole = Steps()
    assert not await whole_ballot(BallotServer(MemoryDatabase()), whole)
    assert whole.taken > 40
    for step in range(1, whole.taken + 1):
        assert await whole_ballot(BallotServer(MemoryDatabase()), Steps(step)), step


async def test_a_count_is_kept_without_a_trace_of_who_voted(server: BallotServer) -> None:
    ballot = await server.open()
    for by in (987_654_321, 987_654_322):
        await server.vote(ballot, by, "Alien")
    await server.later(hours=48)
    closed = await server.now(ballot.id)
    assert "98765432" not in repr(replace(closed, opened_by=0))
