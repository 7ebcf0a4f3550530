"""Services that work together over one database, and the jobs that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

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
from bot.services.recaps import Recaps
from bot.services.rooms import Rooms
from bot.services.salons import Salons
from bot.services.tagging import JOB as TAG
from bot.services.tagging import Tagging
from bot.services.themes import RESTATE
from bot.services.watchlists import PURGE as PURGE_WATCHLISTS
from bot.services.watchlists import Watchlists
from bot.services.whatif_drafts import WhatIfDrafts
from bot.services.whatif_following import JOB as DRAFT
from bot.services.whatifs import WhatIfs
from bot.settings import Settings


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
    cover: Wording | None = None,
    board: DraftBoard | None = None,
    digest_board: DigestBoard | None = None,
    clock_board: ClockBoard | None = None,
    ballot_board: BallotBoard | None = None,
    alert: AlertWording | None = None,
    finder: ThemeFinder | None = None,
    screening_board: ScreeningBoard | None = None,
    screening_words: ScreeningWords | None = None,
) -> Wired:
    """Services and their job runner over these adapters. ``finder`` finds themes; None: it is done without a model.

    ``cover`` words the offers of spoiler covers; None: none are made. ``board`` shows what-ifs; None: nobody can begin any.
    ``screening_board`` and ``screening_words`` show and word screenings; None: there are none.
    ``digest_board`` shows digests; None: none come. ``alert`` words what managers are told of heat; None: they are not.
    ``clock_board`` shows the clocks of films; None: they run unseen.
    ``digest_board`` shows digests; None: none come. ``ballot_board`` shows ballots; None: they are held unseen. ``alert`` words what managers are told of heat; None: they are not.
    """
    library = house.library
    rooms = Rooms(db, library)
    lull = timedelta(minutes=settings.host.lull_minutes)
    salons = Salons(
        db, clock, announcer, host, rooms, library, lull=lull, abandon=timedelta(hours=settings.salon.abandon_hours)
    )
    watching = {"watch": watch} if watch is not None else {}
    word = cover if settings.host.spoiler_covers else None
    alerts = Alerts(db, clock, announcer, word=alert)
    covers = SpoilerCovers(db, clock, announcer, rooms, library, word=word)
    conversation = Conversation(
        db,
        clock,
        announcer,
        host,
        rooms,
        salons,
        lull=lull,
        pause=timedelta(seconds=settings.host.pause_seconds),
        covers=covers,
        alerts=alerts,
        **watching,
    )
    tagging = Tagging(db, clock, finder or house.finder, house.finder)
    recaps = Recaps(db, clock, announcer, host, house_host(settings, house), rooms, library, tagging)
    whatifs = WhatIfs(db, clock, rooms, salons)
    film_clocks, film_over = FilmClocks(db, clock, salons, rooms), FilmOver(db, clock, salons, rooms, library)
    film_facts = FilmFacts(db, clock)
    watchlists = Watchlists(db, clock)
    handlers: dict[str, Handler] = {
        **_hosting_jobs(salons, conversation, recaps),
        TAG: tagging.tag,
        RESTATE: recaps.restate,
        LABEL: ForumTags(db, announcer, library).label,
        OVER: film_over.open,
        "alert": alerts.post,
        "cover": covers.offer,
        PURGE: film_facts.purge,
        PURGE_WATCHLISTS: watchlists.purge,
    }
    if board is not None:
        handlers[DRAFT] = WhatIfDrafts(db, clock, board, host, rooms, salons).show
    if clock_board is not None:
        handlers[SHOW] = ClockNotes(db, clock, clock_board).show
    if digest_board is not None:
        handlers |= _digest_jobs(Digests(db, clock, digest_board, DigestWeeks(library)), handlers)
    party = None
    if screening_board is not None and screening_words is not None:
        party = party_over(db, clock, announcer, screening_board, screening_words, salons, film_clocks, film_over)
        handlers |= party.jobs
    handlers[CLOSE] = Ballots(db, clock).close_due
    if ballot_board is not None:
        handlers |= _ballot_jobs(BallotPosts(db, clock, ballot_board))
    runner = JobRunner(db, clock, handlers, lease=timedelta(seconds=settings.jobs.lease_seconds))
    salons.wake = runner.wake
    db.on_job = runner.expect
    if party is not None:
        party.screenings.wake = runner.wake
    return Wired(
        db, rooms, salons, conversation, recaps, covers, tagging, whatifs, film_clocks, film_over, film_facts,
        watchlists, party, runner,
    )  # fmt: skip


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
