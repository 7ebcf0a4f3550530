"""Counting ranked votes by instant run-off.

In each round every vote counts for the best liked of its films that are still in. A film with more than half of these votes
wins. Otherwise those that no vote counts for and the one with the fewest are out, and their votes move on. A vote that
has none of its films left is exhausted.

The tie rule, wherever one is needed: the older nomination stays. It decides which of several films with the fewest votes is
out, and who wins when the last two are level; it is one rule because the loser of the last two is simply the next one out.
Between nominations of one moment a draw decides: sha-256 of "seed:id", the lower stays. It needs nothing but a seed that was
there before the first vote, so that anybody can do it again, and neither the order of films nor that of votes plays a part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bot.domain.nomination import NominationId
from bot.errors import BadInput


@dataclass(frozen=True, slots=True)
class Runner:
    """A film in the race: its nomination, and since when that stands."""

    id: NominationId
    since: datetime


@dataclass(frozen=True, slots=True)
class Out:
    """A film that is out after a round: how many votes it had, where they went, and how many of them went nowhere."""

    id: NominationId
    votes: int = 0
    to: tuple[tuple[NominationId, int], ...] = ()
    exhausted: int = 0


@dataclass(frozen=True, slots=True)
class Tie:
    """Where the tie rule was used: among which films, how many votes each had, and which was out (``final``: which won).

    ``drawn`` says that their age did not decide and the draw did.
    """

    among: tuple[NominationId, ...]
    votes: int
    chosen: NominationId
    drawn: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """A round: the votes of each film still in, most first; how many votes are exhausted; and who is out after it."""

    tallies: tuple[tuple[NominationId, int], ...]
    exhausted: int
    out: tuple[Out, ...] = ()
    tie: Tie | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What came of a number of votes. ``condorcet`` is the film that beats each other one by itself, where there is one."""

    votes: int
    rounds: tuple[Round, ...]
    winner: NominationId | None = None
    condorcet: NominationId | None = None

    @property
    def drawn(self) -> bool:
        """Whether a draw decided anything."""
        return any(one.tie is not None and one.tie.drawn for one in self.rounds)


def count(runners: Sequence[Runner], votes: Sequence[Sequence[NominationId]], seed: str) -> Count:
    """Count votes over films. Raises BadInput("ranking_twice") or ("ranking_unknown") for what is no vote over these."""
    known = {runner.id for runner in runners}
    for vote in votes:
        if len(set(vote)) < len(vote):
            raise BadInput("ranking_twice")
        if not known.issuperset(vote):
            raise BadInput("ranking_unknown")
    rounds, winner = _Race(runners, votes, seed).run()
    return Count(len(votes), tuple(rounds), winner, condorcet([runner.id for runner in runners], votes))


def condorcet(ids: Sequence[NominationId], votes: Sequence[Sequence[NominationId]]) -> NominationId | None:
    """The film that more votes put before each other film than behind it; what a vote leaves out comes last in it.

    There is one at most, and it loses to nobody: so it is left over when each film in turn challenges the best so far, and
    then has only to be held against all.
    """
    if not ids:
        return None
    places = {one: [len(ids)] * len(votes) for one in ids}
    for number, vote in enumerate(votes):
        for place, one in enumerate(vote):
            places[one][number] = place

    def beats(one: NominationId, other: NominationId) -> bool:
        pairs = list(zip(places[one], places[other], strict=True))
        return sum(a < b for a, b in pairs) > sum(b < a for a, b in pairs)

    best = ids[0]
    for one in ids[1:]:
        if beats(one, best):
            best = one
    return best if all(beats(best, one) for one in ids if one != best) else None


def seniority(runners: Sequence[Runner], seed: str) -> Mapping[NominationId, int]:
    """The place of each film in the order in which ties are decided: 0 stays before all others."""
    ordered = sorted(runners, key=lambda runner: (runner.since, _lot(seed, runner.id)))
    return {runner.id: place for place, runner in enumerate(ordered)}


def _lot(seed: str, nomination_id: NominationId) -> str:
    return sha256(f"{seed}:{nomination_id}".encode()).hexdigest()


class _Race:
    """A count under way: each film still in has a pile of votes, and each vote a place up to which it is used."""

    def __init__(self, runners: Sequence[Runner], votes: Sequence[Sequence[NominationId]], seed: str) -> None:
        self._votes = votes
        self._used = [0] * len(votes)
        self._since = {runner.id: runner.since for runner in runners}
        self._rank = seniority(runners, seed)
        self._piles: dict[NominationId, list[int]] = {one: [] for one in self._rank}
        self._exhausted = 0
        self._move(range(len(votes)))

    def run(self) -> tuple[list[Round], NominationId | None]:
        """The rounds, and who wins; nobody where no vote names a film."""
        rounds: list[Round] = []
        while True:
            tallies = self._tallies()
            standing = [(one, votes) for one, votes in tallies if votes]
            whole = sum(votes for _, votes in standing)
            if not standing or 2 * standing[0][1] > whole:
                rounds.append(Round(tallies, self._exhausted))
                return rounds, standing[0][0] if standing else None
            exhausted = self._exhausted
            if len(standing) == 2:
                last = self._tie([one for one, _ in standing], standing[0][1], final=True)
                rounds.append(Round(tallies, exhausted, tie=last))
                return rounds, last.chosen
            out, tie = self._drop(tallies, standing)
            rounds.append(Round(tallies, exhausted, out, tie))

    def _tallies(self) -> tuple[tuple[NominationId, int], ...]:
        tallies = [(one, len(pile)) for one, pile in self._piles.items()]
        return tuple(sorted(tallies, key=lambda pair: (-pair[1], self._rank[pair[0]])))

    def _drop(
        self, tallies: Sequence[tuple[NominationId, int]], standing: Sequence[tuple[NominationId, int]]
    ) -> tuple[tuple[Out, ...], Tie | None]:
        """Let those without votes and the one with the fewest go, and move its votes on."""
        fewest = standing[-1][1]
        level = [one for one, votes in standing if votes == fewest]
        tie = self._tie(level, fewest) if len(level) > 1 else None
        last = level[-1] if tie is None else tie.chosen
        empty = [one for one, votes in tallies if not votes]
        freed = self._piles.pop(last)
        for one in empty:
            del self._piles[one]
        before = self._exhausted
        to = self._move(freed)
        moved = tuple(sorted(to.items(), key=lambda pair: (-pair[1], self._rank[pair[0]])))
        return (Out(last, fewest, moved, self._exhausted - before), *(Out(one) for one in empty)), tie

    def _tie(self, level: Sequence[NominationId], votes: int, *, final: bool = False) -> Tie:
        ordered = sorted(level, key=self._rank.__getitem__)
        chosen = ordered[0] if final else ordered[-1]
        drawn = any(self._since[one] == self._since[chosen] for one in level if one != chosen)
        return Tie(tuple(ordered), votes, chosen, drawn, final)

    def _move(self, numbers: Sequence[int]) -> Counter[NominationId]:
        """Put votes on the pile of their next film that is still in; how many went where."""
        to: Counter[NominationId] = Counter()
        for number in numbers:
            vote, place = self._votes[number], self._used[number]
            while place < len(vote) and vote[place] not in self._piles:
                place += 1
            self._used[number] = place
            if place == len(vote):
                self._exhausted += 1
            else:
                self._piles[vote[place]].append(number)
                to[vote[place]] += 1
        return to
