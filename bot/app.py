"""Composition root: settings -> adapters -> services -> SalonBot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.films.catalogue import Catalogue, load_catalogue
from bot.hosts.content import Content, load_content
from bot.hosts.house import HouseHost
from bot.jobs.registry import Handler
from bot.jobs.runner import JobRunner
from bot.ports import Announcer, Clock, Database, Host, Job
from bot.services.film_facts import PURGE, FilmFacts, FoundFilms
from bot.services.film_lookup import FilmLookup
from bot.services.film_shelf import FilmShelf
from bot.services.films import Films
from bot.services.hosting import Conversation, Watcher
from bot.services.nominations import Nominations
from bot.services.recaps import Recaps
from bot.services.rooms import Rooms
from bot.services.salons import Salons
from bot.services.servers import Servers
from bot.services.watchlist_imports import WatchlistImports
from bot.services.watchlists import PURGE as PURGE_WATCHLISTS
from bot.services.watchlists import Watchlists
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.client import SalonBot


@dataclass(frozen=True, slots=True)
class House:
    """What is read from the configuration folder once."""

    config: Path
    content: Content
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class Wired:
    """Services that work together over one database."""

    db: Database
    rooms: Rooms
    salons: Salons
    conversation: Conversation
    recaps: Recaps
    film_facts: FilmFacts
    watchlists: Watchlists
    runner: JobRunner


def load_house(config: Path) -> House:
    """Read content and catalogue. Raises ConfigError with every fault of whichever is read first."""
    content = load_content(config)
    return House(config, content, load_catalogue(config / "films.jsonl", frozenset(content.bank.themes)))


def make_host(settings: Settings, house: House, clock: Clock, *, ai: bool | None = None) -> Host:
    """The AI host over the house host where a model is set (or wished for by ``ai``), else the house host."""
    plain = HouseHost(house.content.bank, house.content.speech, lulls=settings.host.lulls_per_salon)
    wanted = settings.openai_model is not None if ai is None else ai
    if not wanted:
        return plain
    # Imported only now: the model's client costs 60 MB that a house without a key does not need.
    from bot.hosts.ai import AIHost  # noqa: PLC0415
    from bot.hosts.ai_client import ModelClient  # noqa: PLC0415
    from bot.hosts.ai_settings import ModelSettings  # noqa: PLC0415
    from bot.hosts.phrases import load_phrases  # noqa: PLC0415
    from bot.hosts.prompts import load_prompts  # noqa: PLC0415

    model = ModelSettings(
        model=settings.openai_model or "gpt-5-mini",
        base_url=settings.openai_base_url,
        api_key=settings.secrets.openai_api_key,
        patience=settings.ai.timeout_seconds,
        most_tokens=settings.ai.max_output_tokens,
        lulls=settings.host.lulls_per_salon,
    )
    return AIHost(
        ModelClient(model), plain, prompts=load_prompts(house.config / "prompts"), phrases=load_phrases(house.config / "guard"),
        clock=clock, settings=model, bank=house.content.bank,
    )  # fmt: skip


def wire(
    settings: Settings,
    house: House,
    *,
    db: Database,
    clock: Clock,
    announcer: Announcer,
    host: Host,
    watch: Watcher | None = None,
) -> Wired:
    """Services and their job runner over these adapters."""
    bank = house.content.bank
    rooms = Rooms(db, house.content.lexicon, bank.themes, bank.lenses)
    lull = timedelta(minutes=settings.host.lull_minutes)
    salons = Salons(db, clock, announcer, host, rooms, lull=lull, abandon=timedelta(hours=settings.salon.abandon_hours))
    watching = {"watch": watch} if watch is not None else {}
    conversation = Conversation(db, clock, announcer, host, rooms, salons, lull=lull, **watching)
    recaps = Recaps(db, clock, announcer, host, HouseHost(bank, house.content.speech), rooms)
    film_facts = FilmFacts(db, clock)
    watchlists = Watchlists(db, clock)
    handlers: Mapping[str, Handler] = {
        "open": salons.open_left_over,
        "abandon": salons.abandon_if_silent,
        "consider": conversation.consider,
        "lull": conversation.lull,
        "post": conversation.post,
        "recap": recaps.write,
        "redraw": recaps.redraw,
        PURGE: film_facts.purge,
        PURGE_WATCHLISTS: watchlists.purge,
    }
    runner = JobRunner(db, clock, handlers, lease=timedelta(seconds=settings.jobs.lease_seconds))
    salons.wake = runner.wake
    return Wired(db, rooms, salons, conversation, recaps, film_facts, watchlists, runner)


async def build_bot(
    settings: Settings, house: House, database_url: str, clock: Clock, imported: Path | None = None
) -> SalonBot:
    """The whole bot, ready to be started; ``imported`` is the file of imported films, which may not exist.

    Raises ConfigError where the database or the texts are not usable.
    """
    from bot.client import SalonBot, Services, point_at  # noqa: PLC0415  # discord.py is heavy: `replay` does without
    from bot.films.letterboxd import LetterboxdReader  # noqa: PLC0415
    from bot.storage.database import open_database  # noqa: PLC0415
    from bot.storage.schema import migrate  # noqa: PLC0415
    from bot.ui.announcer import DiscordAnnouncer  # noqa: PLC0415
    from bot.ui.texts import Texts  # noqa: PLC0415

    if settings.discord_endpoint:
        point_at(settings.discord_endpoint)
    texts = Texts.load(house.config / "locales")
    await migrate(database_url)
    db = await open_database(database_url)
    bot = SalonBot(settings, texts)
    announcer = DiscordAnnouncer(bot, texts)
    wired = wire(settings, house, db=db, clock=clock, announcer=announcer, host=make_host(settings, house, clock))
    wired.runner.on_error = partial(_job_failed, bot)
    await wired.conversation.remember_sync()
    await wired.film_facts.arrange()
    films, close_films = _films(settings, house, db, clock, imported)
    await films.recall()

    async def close() -> None:
        await close_films()
        await db.close()

    bot.provide(
        Services(
            salons=wired.salons, conversation=wired.conversation, films=films, shelf=FilmShelf(house.catalogue.films, db),
            servers=Servers(db, tuple(texts.names)), bank=house.content.bank, texts=texts, clock=clock, db=db,
            runner=wired.runner, watchlists=wired.watchlists,
            watchlist_imports=WatchlistImports(db, clock, films, LetterboxdReader()),
            nominations=Nominations(db, clock), close=close,
        )
    )  # fmt: skip
    return bot


def _films(
    settings: Settings, house: House, db: Database, clock: Clock, imported: Path | None
) -> tuple[Films, Callable[[], Awaitable[None]]]:
    """Finding films: in the house and the imported list, then outside; and how to let go of what that opens."""
    from bot.films.sources import close_sources, open_sources  # noqa: PLC0415  # with aiohttp: `replay` does without
    from bot.storage.film_index import TitleFilmIndex  # noqa: PLC0415

    index = TitleFilmIndex(house.catalogue.films, imported)
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
