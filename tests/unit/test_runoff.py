"""Counting ranked votes: what must hold for any votes, and a few counts done by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.nomination import NominationId
from bot.domain.runoff import Count, Runner, condorcet, count, seniority
from bot.errors import BadInput

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SEED = "5eed"
Votes = list[tuple[NominationId, ...]]


def runner(number: int, minutes: float = 0) -> Runner:
    return Runner(NominationId(number), NOON + timedelta(minutes=minutes))


def ids(*numbers: int) -> tuple[NominationId, ...]:
    return tuple(NominationId(number) for number in numbers)


def votes_of(*counted: tuple[int, Sequence[int]]) -> Votes:
    return [ids(*vote) for times, vote in counted for _ in range(times)]


@st.composite
def races(draw: st.DrawFn, fewest: int = 1, *, empty: bool = True) -> tuple[list[Runner], Votes]:
    """Up to seven films, some of one age, and up to fourteen votes over some of them each."""
    films = draw(st.integers(fewest, 7))
    runners = [runner(number, draw(st.integers(0, 3))) for number in range(1, films + 1)]
    one = st.permutations(range(1, films + 1)).flatmap(
        lambda order: st.integers(0 if empty else 1, films).map(lambda length: ids(*order[:length]))
    )
    return runners, draw(st.lists(one, max_size=14))


def by_hand(runners: Sequence[Runner], votes: Votes) -> NominationId | None:
    """The winner by the rule at its plainest: one film out at a time, until one is left."""
    rank, left = seniority(runners, SEED), {runner.id for runner in runners}
    if not any(votes):
        return None
    while len(left) > 1:
        best = [next((one for one in vote if one in left), None) for vote in votes]
        left.remove(min(left, key=lambda one: (best.count(one), -rank[one])))
    return left.pop()


@given(races(), st.data())
def test_neither_the_order_of_votes_nor_that_of_films_plays_a_part(
    race: tuple[list[Runner], Votes], data: st.DataObject
) -> None:
    runners, votes = race
    shuffled = count(data.draw(st.permutations(runners)), data.draw(st.permutations(votes)), SEED)
    assert shuffled == count(runners, votes, SEED)


@given(races())
def test_all_votes_are_accounted_for_in_every_round(race: tuple[list[Runner], Votes]) -> None:
    runners, votes = race
    counted = count(runners, votes, SEED)
    assert counted.votes == len(votes)
    for this, after in zip(counted.rounds, counted.rounds[1:], strict=False):
        gone = {out.id for out in this.out}
        assert all(out.votes == sum(n for _, n in out.to) + out.exhausted for out in this.out)
        assert after.exhausted == this.exhausted + sum(out.exhausted for out in this.out)
        gained = dict.fromkeys([one for one, _ in this.tallies], 0)
        for one, n in (pair for out in this.out for pair in out.to):
            gained[one] += n
        assert dict(after.tallies) == {one: n + gained[one] for one, n in this.tallies if one not in gone}
    for this in counted.rounds:
        assert sum(n for _, n in this.tallies) + this.exhausted == len(votes)
    assert counted.rounds[0].exhausted == sum(not vote for vote in votes)


@given(races())
def test_the_winner_is_the_one_left_when_one_is_out_at_a_time(race: tuple[list[Runner], Votes]) -> None:
    assert count(*race, SEED).winner == by_hand(*race)


@given(races(), st.integers(0, 6))
def test_a_film_split_into_clones_neither_wins_nor_loses_by_it(race: tuple[list[Runner], Votes], which: int) -> None:
    runners, votes = race
    split = runners[which % len(runners)]
    clone = Runner(NominationId(100), split.since)
    # Clones stand together in age as well. With one age the draw orders films, so every film gets an age of its own here.
    rank = seniority(runners, SEED)
    aged = [runner(one.id, 10 * rank[one.id]) for one in runners]
    twin = runner(clone.id, 10 * rank[split.id] + 1)

    def swapped(number: int, vote: tuple[NominationId, ...]) -> tuple[NominationId, ...]:
        pair = (split.id, clone.id) if number % 2 else (clone.id, split.id)
        return tuple(two for one in vote for two in (pair if one == split.id else (one,)))

    before = count(aged, votes, SEED).winner
    after = count([*aged, twin], [swapped(*pair) for pair in enumerate(votes)], SEED).winner
    assert (after in {split.id, clone.id}) == (before == split.id)
    assert before in {split.id, after}


@given(races(), st.data())
def test_a_film_that_nobody_ranks_or_all_rank_last_spoils_nothing(
    race: tuple[list[Runner], Votes], data: st.DataObject
) -> None:
    runners, votes = race
    spoiler = runner(100, data.draw(st.integers(0, 3)))
    unranked = count([*runners, spoiler], votes, SEED)
    some = [(*vote, spoiler.id) if vote and data.draw(st.booleans()) else vote for vote in votes]
    last = count([*runners, spoiler], some, SEED)
    assert unranked.winner == last.winner == count(runners, votes, SEED).winner


@given(races(), st.integers(0, 5))
def test_empty_votes_change_nothing_but_their_number(race: tuple[list[Runner], Votes], empty: int) -> None:
    runners, votes = race
    counted = count(runners, votes, SEED)
    more = count(runners, [*votes, *[()] * empty], SEED)
    assert (more.winner, more.condorcet) == (counted.winner, counted.condorcet)
    assert [one.tallies for one in more.rounds] == [one.tallies for one in counted.rounds]
    assert [one.exhausted for one in more.rounds] == [one.exhausted + empty for one in counted.rounds]


@given(races(2, empty=False))
def test_more_than_half_of_the_first_choices_always_win(race: tuple[list[Runner], Votes]) -> None:
    runners, votes = race
    votes = [*votes, *[(NominationId(1),)] * (len(votes) + 1)]
    counted = count(runners, votes, SEED)
    assert (counted.winner, counted.condorcet, len(counted.rounds)) == (1, 1, 1)


@settings(max_examples=300)
@given(races())
def test_a_condorcet_winner_is_found_if_there_is_one(race: tuple[list[Runner], Votes]) -> None:
    runners, votes = race
    named = [one.id for one in runners]

    def prefers(vote: tuple[NominationId, ...], one: NominationId, other: NominationId) -> bool:
        return one in vote and (other not in vote or vote.index(one) < vote.index(other))

    def beats(one: NominationId, other: NominationId) -> bool:
        return sum(prefers(vote, one, other) for vote in votes) > sum(prefers(vote, other, one) for vote in votes)

    winners = [one for one in named if all(beats(one, other) for other in named if other != one)]
    assert len(winners) <= 1
    assert condorcet(named, votes) == (winners[0] if winners else None)
    assert count(runners, votes, SEED).condorcet == condorcet(named, votes)


@given(races())
def test_a_later_seed_decides_only_among_films_of_one_moment(race: tuple[list[Runner], Votes]) -> None:
    runners, votes = race
    counted = count(runners, votes, SEED)
    if not counted.drawn:
        assert count(runners, votes, "another").winner == counted.winner


@pytest.mark.parametrize(
    ("vote", "key"), [((1, 2, 1), "ranking_twice"), ((1, 9), "ranking_unknown"), ((0,), "ranking_unknown")]
)
def test_what_is_no_vote_over_these_films_is_refused(vote: tuple[int, ...], key: str) -> None:
    with pytest.raises(BadInput) as refused:
        count([runner(1), runner(2)], [ids(*vote)], SEED)
    assert refused.value.key == key


def test_rounds_by_hand() -> None:
    runners = [runner(number, number) for number in range(1, 6)]
    votes = votes_of((4, [1]), (3, [2, 3]), (2, [3, 2]), (1, [4, 3]), (1, [4]))
    counted = count(runners, votes, SEED)
    first, second, third = counted.rounds
    assert first.tallies == ((1, 4), (2, 3), (3, 2), (4, 2), (5, 0))
    assert first.tie is not None
    assert (first.tie.among, first.tie.chosen, first.tie.drawn) == ((3, 4), 4, False)
    assert [(out.id, out.votes, out.to, out.exhausted) for out in first.out] == [(4, 2, ((3, 1),), 1), (5, 0, (), 0)]
    assert second.tallies == ((1, 4), (2, 3), (3, 3))
    assert second.exhausted == 1
    assert second.tie is not None
    assert [(out.id, out.to, out.exhausted) for out in second.out] == [(3, ((2, 2),), 1)]
    assert (third.tallies, third.exhausted, third.out) == (((2, 5), (1, 4)), 2, ())
    assert (counted.winner, counted.condorcet) == (2, None)


def test_the_last_two_level_the_older_wins() -> None:
    counted = count([runner(1, 5), runner(2, 1), runner(3)], votes_of((2, [1]), (2, [2])), SEED)
    (only,) = counted.rounds
    assert only.tie is not None
    assert (only.tie.among, only.tie.votes, only.tie.final, only.tie.drawn) == ((2, 1), 2, True, False)
    assert (counted.winner, counted.drawn) == (2, False)


def test_of_one_moment_the_draw_decides_and_says_so() -> None:
    def drawn(seed: str) -> Count:
        return count([runner(1), runner(2)], votes_of((1, [1]), (1, [2])), seed)

    assert {drawn(f"{number}").winner for number in range(20)} == {1, 2}
    assert drawn(SEED).drawn
    assert drawn(SEED) == drawn(SEED)


def test_the_middle_that_all_can_live_with_is_named() -> None:
    counted = count([runner(1), runner(2), runner(3)], votes_of((4, [1, 2]), (2, [2, 1]), (3, [3, 2])), SEED)
    assert (counted.winner, counted.condorcet) == (1, 2)


def test_no_votes_no_winner() -> None:
    for votes in ([], [()]):
        counted = count([runner(1), runner(2)], votes, SEED)
        assert (counted.winner, counted.condorcet, len(counted.rounds)) == (None, None, 1)
