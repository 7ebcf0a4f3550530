"""Composition root: settings -> adapters -> services -> SalonBot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bot.domain.content import Content, Library
from bot.films.catalogue import Catalogue, load_catalogue
from bot.hosts.by_language import HostByLanguage
from bot.hosts.content import load_library
from bot.hosts.house import HouseHost
from bot.hosts.prompts import load_prompts
from bot.jobs.registry import Handler
from bot.jobs.runner import JobRunner
from bot.ports import Announcer, Clock, Database, DraftBoard, Host, Job, ModelAccount
from bot.services.alerts import Alerts
from bot.services.alerts import Wording as AlertWording
from bot.services.covers import SpoilerCovers, Wording
from bot.services.film_facts import PURGE, FilmFacts, FoundFilms
from bot.services.film_lookup import FilmLookup
from bot.services.film_shelf import FilmShelf
from bot.services.films import Films
from bot.services.hosting import Conversation, Watcher
from bot.services.model_use import ModelUse
from bot.services.nominations import Nominations
from bot.services.progress import Progress
from bot.services.recaps import Recaps
from bot.services.rooms import Rooms
from bot.services.salons import Salons
from bot.services.servers import Servers
from bot.services.watchlist_imports import WatchlistImports
from bot.services.watchlists import PURGE as PURGE_WATCHLISTS
from bot.services.watchlists import Watchlists
from bot.services.whatif_drafts import WhatIfDrafts
from bot.services.whatif_following import JOB as DRAFT
from bot.services.whatifs import WhatIfs
from bot.services.wishes import Wishes
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.client import SalonBot, Services
    from bot.ui.texts import Texts


@runtime_checkable
class Closes(Protocol):
    """A host that holds something open, as the AI host does its connections."""

    async def close(self) -> None:
        """Let go of it."""
        ...


@dataclass(frozen=True, slots=True)
class House:
    """What is read from the configuration folder once."""

    config: Path
    library: Library
    catalogue: Catalogue

    @property
    def content(self) -> Content:
        """The content of the language that everything exists in."""
        return self.library.default


@dataclass(frozen=True, slots=True)
class Wired:
    """Services that work together over one database."""

    db: Database
    rooms: Rooms
    salons: Salons
    conversation: Conversation
    recaps: Recaps
    covers: SpoilerCovers
    whatifs: WhatIfs
    film_facts: FilmFacts
    watchlists: Watchlists
    runner: JobRunner


def load_house(config: Path) -> House:
    """Read content and catalogue. Raises ConfigError with every fault of whichever is read first."""
    library = load_library(config)
    return House(config, library, load_catalogue(config / "films.jsonl", frozenset(library.default.bank.vocabulary)))


def house_host(settings: Settings, house: House) -> Host:
    """The house host, in every language there is."""
    lulls = settings.host.lulls_per_salon
    return HostByLanguage(house.library, lambda content: HouseHost(content.bank, content.speech, lulls=lulls))


def make_host(
    settings: Settings, house: House, clock: Clock, *, ai: bool | None = None, account: ModelAccount | None = None
) -> Host:
    """The AI host over the house host where a model is set (or wished for by ``ai``), else the house host.

    ``account`` says on what terms servers have the model; without it there is no bound.
    """
    plain = house_host(settings, house)
    wanted = settings.openai_model is not None if ai is None else ai
    if not wanted:
        return plain
    # Imported only now: the model's client costs 60 MB that a house without a key does not need.
    from bot.hosts.ai import AIHost, breaker_of  # noqa: PLC0415
    from bot.hosts.ai_client import ModelClient  # noqa: PLC0415
    from bot.hosts.ai_settings import ModelSettings  # noqa: PLC0415
    from bot.hosts.guard_words import load_guard_words  # noqa: PLC0415
    from bot.hosts.phrases import load_phrases  # noqa: PLC0415

    asked = ModelSettings(
        model=settings.openai_model or "gpt-5-mini",
        base_url=settings.openai_base_url,
        api_key=settings.secrets.openai_api_key,
        patience=settings.ai.timeout_seconds,
        most_tokens=settings.ai.max_output_tokens,
        lulls=settings.host.lulls_per_salon,
        moderated=settings.ai.moderation == "auto",
    )
    guard, model, breaker = house.config / "guard", ModelClient(asked), breaker_of(asked, clock)
    make = partial(
        AIHost, model, plain, prompts=load_prompts(house.config / "prompts"), clock=clock, settings=asked, account=account,
        breaker=breaker,
    )  # fmt: skip

    def speaking(content: Content) -> Host:
        code = content.language
        return make(content=content, phrases=load_phrases(guard, code), words=load_guard_words(guard, code))

    return HostByLanguage(house.library, speaking, model.close)


def model_use(settings: Settings, house: House, db: Database, clock: Clock) -> ModelUse:
    """On what terms servers have the model. Raises ConfigError when the prompts are not usable."""
    personas = {name: prompt.phrase("name") for name, prompt in load_prompts(house.config / "prompts").personas.items()}
    return ModelUse(db, clock, cap=settings.ai.daily_tokens, personas=personas, model=settings.openai_model)


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
    alert: AlertWording | None = None,
) -> Wired:
    """Services and their job runner over these adapters.

    ``cover`` words the offers of spoiler covers; None: none are made. ``board`` shows what-ifs; None: nobody can begin any.
    ``alert`` words what managers are told of heat; None: they are not.
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
    recaps = Recaps(db, clock, announcer, host, house_host(settings, house), rooms, library)
    whatifs = WhatIfs(db, clock, rooms, salons)
    film_facts = FilmFacts(db, clock)
    watchlists = Watchlists(db, clock)
    handlers: dict[str, Handler] = {
        **_hosting_jobs(salons, conversation, recaps),
        "alert": alerts.post,
        "cover": covers.offer,
        PURGE: film_facts.purge,
        PURGE_WATCHLISTS: watchlists.purge,
    }
    if board is not None:
        handlers[DRAFT] = WhatIfDrafts(db, clock, board, host, rooms, salons).show
    runner = JobRunner(db, clock, handlers, lease=timedelta(seconds=settings.jobs.lease_seconds))
    salons.wake = runner.wake
    return Wired(db, rooms, salons, conversation, recaps, covers, whatifs, film_facts, watchlists, runner)


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


async def build_bot(
    settings: Settings, house: House, database_url: str, clock: Clock, imported: Path | None = None
) -> SalonBot:
    """The whole bot, ready to be started; ``imported`` is the file of imported films, which may not exist.

    Raises ConfigError where the database or the texts are not usable.
    """
    from bot.client import SalonBot, point_at  # noqa: PLC0415  # discord.py is heavy: `replay` does without
    from bot.storage.database import open_database  # noqa: PLC0415
    from bot.storage.schema import migrate  # noqa: PLC0415
    from bot.ui.alert import AlertText  # noqa: PLC0415
    from bot.ui.announcer import DiscordAnnouncer  # noqa: PLC0415
    from bot.ui.cover import CoverText  # noqa: PLC0415
    from bot.ui.drafts import DiscordDrafts  # noqa: PLC0415
    from bot.ui.texts import Texts  # noqa: PLC0415

    if settings.discord_endpoint:
        point_at(settings.discord_endpoint)
    texts = Texts.load(house.config / "locales", house.library.contents)
    await migrate(database_url)
    db = await open_database(database_url)
    bot = SalonBot(settings, texts)
    announcer = DiscordAnnouncer(bot, texts)
    use = model_use(settings, house, db, clock)
    host = make_host(settings, house, clock, account=use)
    wired = wire(settings, house, db=db, clock=clock, announcer=announcer, host=host, cover=CoverText(texts),
        board=DiscordDrafts(bot, texts), alert=AlertText(texts),
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

    db = wired.db
    return Services(
        salons=wired.salons, conversation=wired.conversation, films=films, shelf=FilmShelf(house.catalogue.films, db),
        servers=Servers(db, tuple(texts.names)), library=house.library, texts=texts, clock=clock, db=db,
        runner=wired.runner, watchlists=wired.watchlists,
        watchlist_imports=WatchlistImports(db, clock, films, LetterboxdReader()),
        nominations=Nominations(db, clock), whatifs=wired.whatifs, model_use=use,
        progress=Progress(db, wired.salons, wired.rooms, wired.covers),
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
