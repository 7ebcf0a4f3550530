"""The rows of the memory stores, with a journal that can take every change back."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Hashable, Iterator
from datetime import date, datetime
from functools import partial
from itertools import count
from typing import NamedTuple, TypeVar

from bot.domain.ballot import Ballot, BallotId, Ranking
from bot.domain.digest import Digest, DigestId, Schedule
from bot.domain.film import FilmId
from bot.domain.film_card import Sourced
from bot.domain.nomination import Nomination, NominationId
from bot.domain.optout import Optout
from bot.domain.question import QuestionId
from bot.domain.rating import Stars
from bot.domain.recap import Recap
from bot.domain.salon import Salon
from bot.domain.spoiler import Horizon
from bot.domain.theme import Tag, Theme, Verdict
from bot.domain.turn import SalonId, Turn, TurnId
from bot.domain.watchlist import Change, ChangeId, Entry, EntryId, Owner
from bot.domain.watchlist_import import Staged, StagedFilm, StagedId
from bot.domain.whatif import WhatIf, WhatIfId
from bot.local.memory.screening_rows import ScreeningRows
from bot.ports import DroppedJob, Job, JobId, KeptDeed, PostedMessage, ServerSettings

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class JobRow(NamedTuple):
    """A job and who holds it until when; ``parked_at`` is when it was set aside, ``error`` the last one."""

    job: Job
    held_until: datetime | None = None
    parked_at: datetime | None = None
    error: str | None = None

    @property
    def parked(self) -> bool:
        """Whether it was set aside."""
        return self.parked_at is not None

    @property
    def ready_at(self) -> datetime:
        """When it may be claimed, if it is not parked."""
        return self.job.due_at if self.held_until is None else max(self.job.due_at, self.held_until)


class StepRow(NamedTuple):
    """What a change did to one entry, by what was before."""

    created: bool
    seen_before: datetime | None = None
    stars_before: Stars | None = None


def said_order(turn: Turn) -> tuple[datetime, int]:
    """The key by which turns of a salon are ordered: time, then id."""
    return turn.at, turn.id


class Rows:
    """All tables as dictionaries. Change them through ``put``, ``drop``, ``insert`` and ``take_out`` only."""

    def __init__(self) -> None:
        self.salons: dict[SalonId, Salon] = {}
        self.live: dict[int, SalonId] = {}
        self.turns: dict[TurnId, Turn] = {}
        self.by_message: dict[int, TurnId] = {}
        self.said: dict[SalonId, list[Turn]] = {}
        self.asked: dict[tuple[int, FilmId], dict[TurnId, QuestionId]] = {}
        self.recaps: dict[SalonId, Recap] = {}
        self.recaps_saved: dict[SalonId, datetime] = {}
        self.posts: dict[SalonId, tuple[PostedMessage, ...]] = {}
        self.alerted: dict[SalonId, datetime] = {}
        self.servers: dict[int, ServerSettings] = {}
        self.jobs: dict[JobId, JobRow] = {}
        self.job_ids: dict[tuple[str, str], JobId] = {}
        self.due: list[tuple[datetime, JobId]] = []
        self.dropped_jobs: dict[int, tuple[int | None, DroppedJob]] = {}
        self.film_facts: dict[tuple[str, str], tuple[tuple[Sourced, ...], datetime]] = {}
        self.entries: dict[EntryId, Entry] = {}
        self.on_list: dict[Owner, dict[FilmId, EntryId]] = {}
        self.taken_out: dict[EntryId, ChangeId] = {}
        self.stars: dict[EntryId, dict[int, Stars]] = {}
        self.changes: dict[ChangeId, Change] = {}
        self.steps: dict[ChangeId, dict[EntryId, StepRow]] = {}
        self.shares: dict[tuple[int, int], bool] = {}
        self.imports: dict[StagedId, tuple[Staged, tuple[StagedFilm, ...]]] = {}
        self.clocks: dict[SalonId, tuple[KeptDeed, ...]] = {}
        self.horizons: dict[tuple[SalonId, int], Horizon] = {}
        self.zones: dict[int, str] = {}
        self.optouts: dict[int, Optout] = {}
        self.covers: dict[TurnId, tuple[SalonId, int]] = {}
        self.nominations: dict[NominationId, Nomination] = {}
        self.party = ScreeningRows()
        self.ballots: dict[BallotId, Ballot] = {}
        self.votes: dict[tuple[BallotId, int], Ranking] = {}
        self.whatifs: dict[WhatIfId, WhatIf] = {}
        self.parts: dict[TurnId, tuple[WhatIfId, int]] = {}
        self.tags: dict[TurnId, dict[str, Tag]] = {}
        self.untagged: dict[TurnId, SalonId] = {}
        self.verdicts: dict[tuple[int, FilmId, str], tuple[Verdict, int, datetime]] = {}
        self.own_themes: dict[tuple[int, str], tuple[Theme, int, datetime]] = {}
        self.schedules: dict[int, Schedule] = {}
        self.digests: dict[DigestId, Digest] = {}
        self.digest_posts: dict[DigestId, dict[int, PostedMessage]] = {}
        self.meta: dict[str, str] = {}
        self.ai_usage: dict[tuple[int, date], int] = {}
        self.job_due: datetime | None = None
        self._ids: dict[str, Iterator[int]] = {}
        self._undo: list[Callable[[], object]] = []

    def new_id(self, kind: str) -> int:
        """The next id of a kind of row; none is given out twice, whatever is taken back."""
        return next(self._ids.setdefault(kind, count(1)))

    def begin(self) -> None:
        """Start a journal."""
        self._undo.clear()
        self.job_due = None

    def note_due(self, due_at: datetime) -> None:
        """Remember that a job that was put is due then; the earliest counts."""
        self.job_due = due_at if self.job_due is None else min(self.job_due, due_at)

    def rollback(self) -> None:
        """Take back everything since ``begin``, newest first. Ids that were given out stay used, as in a database."""
        undo, self._undo = self._undo, []
        for step in reversed(undo):
            step()

    def journal(self, step: Callable[[], object]) -> None:
        """Note how the change just made is taken back."""
        self._undo.append(step)

    def put(self, table: dict[K, V], key: K, value: V) -> None:
        """Set a row."""
        if key in table:
            self._undo.append(partial(table.__setitem__, key, table[key]))
        else:
            self._undo.append(partial(table.pop, key, None))
        table[key] = value

    def drop(self, table: dict[K, V], key: K) -> V | None:
        """Delete a row and return it, if it was there."""
        old = table.pop(key, None)
        if old is not None:
            self._undo.append(partial(table.__setitem__, key, old))
        return old

    def insert(self, turn: Turn) -> None:
        """Put a turn into its place among those of its salon."""
        self._insert(turn)
        self._undo.append(partial(self._take_out, turn))

    def take_out(self, turn: Turn) -> None:
        """Take a turn out of the order of its salon."""
        self._take_out(turn)
        self._undo.append(partial(self._insert, turn))

    def _insert(self, turn: Turn) -> None:
        said = self.said.setdefault(turn.salon_id, [])
        if not said or said_order(said[-1]) < said_order(turn):
            said.append(turn)
        else:
            insort(said, turn, key=said_order)

    def _take_out(self, turn: Turn) -> None:
        said = self.said[turn.salon_id]
        del said[bisect_left(said, said_order(turn), key=said_order)]
