"""Services that work together over one database, and the jobs that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.content import Library
from bot.house import House, house_host
from bot.jobs.registry import Handler
from bot.jobs.runner import JobRunner
from bot.party import Party, party_over
from bot.ports import (
    Announcer,
    BallotBoard,
    Clock,
    ClockBoard,
    Database,
    DigestBoard,
    DraftBoard,
    Host,
    ScreeningBoard,
    ScreeningWords,
    ThemeFinder,
)
from bot.services.alerts import Alerts
from bot.services.alerts import Wording as AlertWording
from bot.services.ballot_following import CARD
from bot.services.ballot_posts import BallotPosts
from bot.services.ballots import CLOSE, RESULT, Ballots
from bot.services.clock_notes import ClockNotes
from bot.services.covers import SpoilerCovers, Wording
from bot.services.digest_weeks import DigestWeeks
from bot.services.digests import POST, REDRAW, Digests
from bot.services.film_clocks import OVER, SHOW, FilmClocks
from bot.services.film_facts import PURGE, FilmFacts
from bot.services.film_over import FilmOver
from bot.services.forum_tags import JOB as LABEL
from bot.services.forum_tags import ForumTags
from bot.services.hosting import Conversation, Watcher
from bot.services.optouts import Optouts
from bot.services.recaps import Recaps
from bot.services.rooms import Rooms
from bot.services.salons import Salons
from bot.services.tagging import JOB as TAG
from bot.services.tagging import Tagging
from bot.services.themes import RESTATE
from bot.services.unheard import Unheard
from bot.services.unheard import Wording as UnheardWording
from bot.services.watchlists import PURGE as PURGE_WATCHLISTS
from bot.services.watchlists import Watchlists
from bot.services.whatif_drafts import WhatIfDrafts
from bot.services.whatif_following import JOB as DRAFT
from bot.services.whatifs import WhatIfs
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Boards:
    """Where things are shown, and how some are worded; of what is None, nothing is shown.

    Without ``screenings`` and their words there are none; without ``cover`` no covers are offered, without ``alert`` no
    managers are told of heat, without ``unheard`` nobody who opted out is told that the host does not hear them.
    """

    cover: Wording | None = None
    alert: AlertWording | None = None
    unheard: UnheardWording | None = None
    drafts: DraftBoard | None = None
    digests: DigestBoard | None = None
    clocks: ClockBoard | None = None
    ballots: BallotBoard | None = None
    screenings: ScreeningBoard | None = None
    screening_words: ScreeningWords | None = None


NOWHERE = Boards()
"""Nothing is shown but what the host says."""


@dataclass(frozen=True, slots=True)
class Wired:
    """Services that work together over one database."""

    db: Database
    rooms: Rooms
    salons: Salons
    conversation: Conversation
    recaps: Recaps
    covers: SpoilerCovers
    tagging: Tagging
    whatifs: WhatIfs
    film_clocks: FilmClocks
    film_over: FilmOver
    film_facts: FilmFacts
    watchlists: Watchlists
    party: Party | None
    runner: JobRunner


def wire(
    settings: Settings,
    house: House,
    *,
    db: Database,
    clock: Clock,
    announcer: Announcer,
    host: Host,
    watch: Watcher | None = None,
    finder: ThemeFinder | None = None,
    boards: Boards = NOWHERE,
) -> Wired:
    """Services and their job runner over these adapters. ``finder`` finds themes; None: it is done without a model."""
    library, rooms = house.library, Rooms(db, house.library, Optouts(db, clock))
    lull, left = timedelta(minutes=settings.host.lull_minutes), timedelta(hours=settings.salon.abandon_hours)
    salons = Salons(db, clock, announcer, host, rooms, library, lull=lull, abandon=left)
    alerts = Alerts(db, clock, announcer, word=boards.alert)
    word = boards.cover if settings.host.spoiler_covers else None
    covers = SpoilerCovers(db, clock, announcer, rooms, library, word=word)
    watching = {"watch": watch} if watch is not None else {}
    pause = timedelta(seconds=settings.host.pause_seconds)
    conversation = Conversation(
        db, clock, announcer, host, rooms, salons, lull=lull, pause=pause, covers=covers, alerts=alerts,
        unheard=Unheard(clock, announcer, rooms, word=boards.unheard), **watching,
    )  # fmt: skip
    tagging = Tagging(db, clock, finder or house.finder, house.finder)
    recaps = Recaps(db, clock, announcer, host, house_host(settings, house), rooms, library, tagging)
    clocks, over = FilmClocks(db, clock, salons, rooms), FilmOver(db, clock, salons, rooms, library)
    party = None
    if boards.screenings is not None and boards.screening_words is not None:
        party = party_over(db, clock, announcer, boards.screenings, boards.screening_words, salons, clocks, over)
    handlers: dict[str, Handler] = {}
    runner = JobRunner(db, clock, handlers, lease=timedelta(seconds=settings.jobs.lease_seconds))
    wired = Wired(
        db, rooms, salons, conversation, recaps, covers, tagging, WhatIfs(db, clock, rooms, salons), clocks, over,
        FilmFacts(db, clock), Watchlists(db, clock), party, runner,
    )  # fmt: skip
    handlers |= _jobs(wired, clock, announcer, library, alerts)
    handlers |= _shown(wired, clock, host, library, boards, handlers)
    salons.wake, db.on_job = runner.wake, runner.expect
    if party is not None:
        party.screenings.wake = runner.wake
    return wired


def _jobs(wired: Wired, clock: Clock, announcer: Announcer, library: Library, alerts: Alerts) -> dict[str, Handler]:
    """The jobs that are done whatever is shown."""
    return {
        **_hosting_jobs(wired.salons, wired.conversation, wired.recaps),
        **(wired.party.jobs if wired.party is not None else {}),
        TAG: wired.tagging.tag,
        RESTATE: wired.recaps.restate,
        LABEL: ForumTags(wired.db, announcer, library).label,
        OVER: wired.film_over.open,
        CLOSE: Ballots(wired.db, clock).close_due,
        "alert": alerts.post,
        "cover": wired.covers.offer,
        PURGE: wired.film_facts.purge,
        PURGE_WATCHLISTS: wired.watchlists.purge,
    }


def _shown(
    wired: Wired, clock: Clock, host: Host, library: Library, boards: Boards, handlers: dict[str, Handler]
) -> dict[str, Handler]:
    """The jobs that show things, of what is shown."""
    found: dict[str, Handler] = {}
    if boards.drafts is not None:
        found[DRAFT] = WhatIfDrafts(wired.db, clock, boards.drafts, host, wired.rooms, wired.salons).show
    if boards.clocks is not None:
        found[SHOW] = ClockNotes(wired.db, clock, boards.clocks).show
    if boards.digests is not None:
        found |= _digest_jobs(Digests(wired.db, clock, boards.digests, DigestWeeks(library)), handlers)
    if boards.ballots is not None:
        found |= _ballot_jobs(BallotPosts(wired.db, clock, boards.ballots))
    return found


def _hosting_jobs(salons: Salons, conversation: Conversation, recaps: Recaps) -> dict[str, Handler]:
    """The jobs that carry a salon from its opening to its recap."""
    return {
        "open": salons.open_left_over,
        "abandon": salons.abandon_if_silent,
        "consider": conversation.consider,
        "lull": conversation.lull,
        "post": conversation.post,
        "recap": recaps.write,
        "redraw": recaps.redraw,
    }


def _ballot_jobs(posts: BallotPosts) -> dict[str, Handler]:
    """The jobs that show ballots."""
    return {CARD: posts.card, RESULT: posts.result}


def _digest_jobs(digests: Digests, handlers: dict[str, Handler]) -> dict[str, Handler]:
    """The jobs of digests, and those that change a record, after which the digests that tell of it follow."""
    follow = {kind: digests.followed(handlers[kind]) for kind in ("recap", "redraw", RESTATE)}
    return {POST: digests.post, REDRAW: digests.redraw, **follow}
