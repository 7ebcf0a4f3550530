"""Composition root: settings -> adapters -> services -> SalonBot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.house import Closes, House, make_hosting, model_use
from bot.ports import Clock, Database, Host, Job
from bot.services.ballots import Ballots
from bot.services.catching_up import CatchingUp
from bot.services.digest_schedules import DigestSchedules
from bot.services.digest_weeks import DigestWeeks
from bot.services.film_facts import FoundFilms
from bot.services.film_lookup import FilmLookup
from bot.services.film_shelf import FilmShelf
from bot.services.films import Films
from bot.services.forgetting import Forgetting
from bot.services.holdings import Holdings
from bot.services.model_use import ModelUse
from bot.services.nominations import Nominations
from bot.services.own_themes import OwnThemes
from bot.services.past_recaps import PastRecaps
from bot.services.progress import Progress
from bot.services.server_jobs import JobsOfServers
from bot.services.servers import Servers
from bot.services.themes import Themes
from bot.services.times import Times
from bot.services.watchlist_imports import WatchlistImports
from bot.services.wishes import Wishes
from bot.services.zones import Zones
from bot.settings import Settings
from bot.wiring import Boards, Wired, wire

if TYPE_CHECKING:
    from bot.client import SalonBot, Services
    from bot.ui.texts import Texts


async def build_bot(
    settings: Settings, house: House, database_url: str, clock: Clock, imported: Path | None = None
) -> SalonBot:
    """The whole bot, ready to be started; ``imported`` is the file of imported films, which may not exist.

    Raises ConfigError where the database or the texts are not usable.
    """
    from bot.client import SalonBot, point_at  # noqa: PLC0415  # discord.py is heavy: `replay` does without
    from bot.storage.database import open_database  # noqa: PLC0415
    from bot.storage.schema import migrate  # noqa: PLC0415
    from bot.ui.announcer import DiscordAnnouncer  # noqa: PLC0415
    from bot.ui.texts import Texts  # noqa: PLC0415

    if settings.discord_endpoint:
        point_at(settings.discord_endpoint)
    texts = Texts.load(house.config / "locales", house.library.contents)
    await migrate(database_url)
    db = await open_database(database_url)
    bot = SalonBot(settings, texts)
    announcer = DiscordAnnouncer(bot, texts)
    use = model_use(settings, house, db, clock)
    host, finder = make_hosting(settings, house, clock, account=use)
    boards = _boards(bot, texts, house)
    wired = wire(
        settings, house, db=db, clock=clock, announcer=announcer, host=host, finder=finder, boards=boards
    )  # fmt: skip
    wired.runner.on_error = partial(_job_failed, bot)
    await wired.conversation.remember_sync()
    await wired.film_facts.arrange()
    films, close_films = _films(settings, house, db, clock, imported)
    await films.recall()

    async def close() -> None:
        await close_films()
        if isinstance(host, Closes):
            await host.close()
        await db.close()

    bot.provide(_services(wired, house, films=films, texts=texts, clock=clock, host=host, use=use, close=close))
    return bot


def _boards(bot: SalonBot, texts: Texts, house: House) -> Boards:
    """Everything is shown on Discord."""
    from bot.ui.alert import AlertText  # noqa: PLC0415  # likewise
    from bot.ui.ballot_board import DiscordBallots  # noqa: PLC0415
    from bot.ui.cover import CoverText  # noqa: PLC0415
    from bot.ui.digest_board import DiscordDigests  # noqa: PLC0415
    from bot.ui.drafts import DiscordDrafts  # noqa: PLC0415
    from bot.ui.film_clock_board import DiscordClocks  # noqa: PLC0415
    from bot.ui.opting_out import UnheardText  # noqa: PLC0415
    from bot.ui.screening_board import DiscordScreenings  # noqa: PLC0415
    from bot.ui.screening_words import ScreeningText  # noqa: PLC0415

    return Boards(
        CoverText(texts),
        AlertText(texts),
        UnheardText(texts),
        DiscordDrafts(bot, texts),
        DiscordDigests(bot, texts),
        DiscordClocks(bot, texts),
        DiscordBallots(bot, texts, house.library),
        DiscordScreenings(bot, texts),
        ScreeningText(texts),
    )


def _services(
    wired: Wired,
    house: House,
    *,
    films: Films,
    texts: Texts,
    clock: Clock,
    host: Host,
    use: ModelUse,
    close: Callable[[], Awaitable[None]],
) -> Services:
    """What commands and buttons reach."""
    from bot.client import Services  # noqa: PLC0415
    from bot.films.letterboxd import LetterboxdReader  # noqa: PLC0415
    from bot.ui.cities import Cities  # noqa: PLC0415
    from bot.ui.when_words import load_when_words  # noqa: PLC0415

    db, party, when_words = wired.db, wired.party, load_when_words(house.config / "when")
    assert party is not None  # noqa: S101  # a board was given
    gazetteer = Cities(house.config, tuple({**texts.names, **{words.language: "" for words in when_words}}))
    zones = Zones(db, clock, gazetteer)
    return Services(
        salons=wired.salons, conversation=wired.conversation, films=films, shelf=FilmShelf(house.catalogue.films, db),
        servers=Servers(db, tuple(texts.names)), zones=zones, library=house.library, texts=texts, clock=clock, db=db,
        runner=wired.runner, watchlists=wired.watchlists,
        watchlist_imports=WatchlistImports(db, clock, films, LetterboxdReader()),
        screenings=party.screenings, screening_answers=party.answers,
        screening_posts=party.posts, times=Times(clock, zones, when_words),
        server_jobs=JobsOfServers(db, clock, wake=wired.runner.wake),
        film_clocks=wired.film_clocks,
        nominations=Nominations(db, clock, wake=wired.runner.wake), ballots=Ballots(db, clock, wake=wired.runner.wake),
        whatifs=wired.whatifs, model_use=use,
        progress=Progress(db, wired.salons, wired.rooms, wired.covers),
        past_recaps=PastRecaps(db, clock, house.library),
        catching_up=CatchingUp(db, clock, house.library, wired.salons, wired.rooms, wired.covers),
        themes=Themes(db, clock, house.library, wired.tagging, wired.rooms.optouts, wake=wired.runner.wake),
        digest_schedules=DigestSchedules(db, clock, DigestWeeks(house.library), gazetteer, wake=wired.runner.wake),
        forgetting=Forgetting(db, clock, wired.conversation, wired.rooms, wake=wired.runner.wake),
        optouts=wired.rooms.optouts,
        holdings=Holdings(db, clock),
        own_themes=OwnThemes(db, clock, house.library, wake=wired.runner.wake),
        wishes=Wishes(db, host, wired.rooms, wired.salons, wired.conversation), close=close,
    )  # fmt: skip


def _films(
    settings: Settings, house: House, db: Database, clock: Clock, imported: Path | None
) -> tuple[Films, Callable[[], Awaitable[None]]]:
    """Finding films: in the house and the imported list, then outside; and how to let go of what that opens."""
    from bot.films.sources import close_sources, open_sources  # noqa: PLC0415  # with aiohttp: `replay` does without
    from bot.storage.film_index import TitleFilmIndex, with_told_titles  # noqa: PLC0415

    index = TitleFilmIndex(with_told_titles(house.catalogue.films, house.library), imported)
    sources = open_sources(settings, db, clock)
    chosen = settings.films
    lookup = FilmLookup(sources, precedence=chosen.precedence, patience=chosen.patience_seconds)

    async def close() -> None:
        await lookup.close()
        await close_sources(sources)
        await index.close()

    return Films(index, lookup, FoundFilms(db, clock), region=chosen.region), close


def _job_failed(bot: SalonBot, job: Job, error: BaseException) -> None:
    """A job that failed for good reason or bad is told to the presenter, which keeps the incident."""
    bot.presenter.task(f"job:{job.kind}", error)
