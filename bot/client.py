"""SalonBot: the connection to Discord. It holds services for its cogs and starts what runs in the background."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord
import yarl
from discord.ext import commands

from bot.ui.ballot_items import BALLOT_ITEMS
from bot.ui.command_translator import CommandTranslator
from bot.ui.digest_items import DIGEST_ITEMS
from bot.ui.errors import ErrorPresenter
from bot.ui.film_choice import ITEMS
from bot.ui.film_clock_items import CLOCK_ITEMS
from bot.ui.film_random import RANDOM_ITEMS
from bot.ui.forgetting import MEMORY_ITEMS
from bot.ui.holdings import HOLDING_ITEMS
from bot.ui.nomination_list import NOMINATION_ITEMS
from bot.ui.recap_pages import RECAP_ITEMS
from bot.ui.scheduling_items import SCHEDULING_ITEMS
from bot.ui.screening_items import SCREENING_ITEMS
from bot.ui.server_jobs import JOB_ITEMS
from bot.ui.texts import Texts
from bot.ui.theme_items import THEME_ITEMS
from bot.ui.tree import SalonTree
from bot.ui.watchlist_items import WATCHLIST_ITEMS
from bot.ui.whatif_items import WHATIF_ITEMS

if TYPE_CHECKING:
    from bot.domain.content import Library
    from bot.jobs.runner import JobRunner
    from bot.ports import Clock, Database
    from bot.services.ballots import Ballots
    from bot.services.catching_up import CatchingUp
    from bot.services.digest_schedules import DigestSchedules
    from bot.services.film_clocks import FilmClocks
    from bot.services.film_shelf import FilmShelf
    from bot.services.films import Films
    from bot.services.forgetting import Forgetting
    from bot.services.holdings import Holdings
    from bot.services.hosting import Conversation
    from bot.services.model_use import ModelUse
    from bot.services.nominations import Nominations
    from bot.services.optouts import Optouts
    from bot.services.own_themes import OwnThemes
    from bot.services.past_recaps import PastRecaps
    from bot.services.progress import Progress
    from bot.services.salons import Salons
    from bot.services.screening_answers import ScreeningAnswers
    from bot.services.screening_posts import ScreeningPosts
    from bot.services.screenings import Screenings
    from bot.services.server_jobs import JobsOfServers
    from bot.services.servers import Servers
    from bot.services.themes import Themes
    from bot.services.times import Times
    from bot.services.watchlist_imports import WatchlistImports
    from bot.services.watchlists import Watchlists
    from bot.services.whatifs import WhatIfs
    from bot.services.wishes import Wishes
    from bot.services.zones import Zones
    from bot.settings import Settings

_log = logging.getLogger(__name__)
COGS = (
    "cogs.salon",
    "cogs.film",
    "cogs.watchlist",
    "cogs.party",
    "cogs.memory",
    "cogs.theme",
    "cogs.digest",
    "cogs.help",
    "cogs.setup",
    "cogs.listening",
    "cogs.menus",
    "cogs.scheduled",
)
_COMMANDS_KEY = "commands"  # under which the digest of the registered commands is kept
_GUILD_WAIT = 0.5  # seconds without another server after which the bot counts as ready; later ones arrive by themselves
_GRACE = 12.0  # seconds that running jobs get to finish; the runner itself gives them ten


@dataclass(frozen=True, slots=True)
class Services:
    """What cogs and items work with. ``close`` lets go of all that was opened for them."""

    salons: Salons
    conversation: Conversation
    films: Films
    shelf: FilmShelf
    servers: Servers
    zones: Zones
    watchlists: Watchlists
    watchlist_imports: WatchlistImports
    nominations: Nominations
    screenings: Screenings
    screening_answers: ScreeningAnswers
    screening_posts: ScreeningPosts
    times: Times
    film_clocks: FilmClocks
    ballots: Ballots
    whatifs: WhatIfs
    progress: Progress
    past_recaps: PastRecaps
    catching_up: CatchingUp
    themes: Themes
    forgetting: Forgetting
    optouts: Optouts
    holdings: Holdings
    own_themes: OwnThemes
    digest_schedules: DigestSchedules
    wishes: Wishes
    model_use: ModelUse
    server_jobs: JobsOfServers
    library: Library
    texts: Texts
    clock: Clock
    db: Database
    runner: JobRunner
    close: Callable[[], Awaitable[None]]


def point_at(endpoint: str) -> None:
    """Make discord.py talk to a local Discord, for instance ``http://127.0.0.1:8080``, instead of the real one."""
    url = yarl.URL(endpoint)
    discord.http.Route.BASE = f"{endpoint}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = url.with_scheme("ws").with_path("/gateway")
    discord.asset.Asset.BASE = endpoint


def intents(*, message_content: bool) -> discord.Intents:
    """The least that lets the host follow a talk; without message content it sees only what mentions it."""
    return discord.Intents(
        guilds=True, guild_messages=True, guild_scheduled_events=True, message_content=message_content
    )


class SalonBot(commands.Bot):
    """The bot. ``provide`` its services before it is started."""

    def __init__(self, settings: Settings, texts: Texts) -> None:
        # Salon has no voice; without these discord.py warns at every start that its voice libraries are missing.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=SalonTree,
            intents=intents(message_content=settings.discord.message_content),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            enable_debug_events=True,  # cogs/scheduled.py reads who is interested in an event, which discord.py withholds
            chunk_guilds_at_startup=False,
            guild_ready_timeout=_GUILD_WAIT,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self.settings = settings
        self.texts = texts
        self.presenter = ErrorPresenter(texts)
        self._services: Services | None = None
        self._stop = asyncio.Event()
        self._tasks: dict[str, asyncio.Task[Any]] = {}

    def provide(self, services: Services) -> None:
        """Hand over the services (they need the bot's announcer, so they are made after the bot)."""
        self._services = services

    @property
    def services(self) -> Services:
        """The services. Raises RuntimeError before ``provide``."""
        if self._services is None:
            raise RuntimeError("SalonBot.provide was not called")
        return self._services

    async def setup_hook(self) -> None:
        """Load the cogs, register buttons, announce changed commands, and start the jobs."""
        await self.tree.set_translator(CommandTranslator(self.texts.commands))
        for name in COGS:
            await self.load_extension(name)
        self.add_dynamic_items(
            *ITEMS,
            *RANDOM_ITEMS,
            *WATCHLIST_ITEMS,
            *NOMINATION_ITEMS,
            *BALLOT_ITEMS,
            *WHATIF_ITEMS,
            *THEME_ITEMS,
            *MEMORY_ITEMS,
            *HOLDING_ITEMS,
            *RECAP_ITEMS,
            *DIGEST_ITEMS,
            *SCREENING_ITEMS,
            *SCHEDULING_ITEMS,
            *JOB_ITEMS,
            *CLOCK_ITEMS,
        )
        await self._announce_commands()
        await self.services.conversation.remember_sync()
        self.in_background("jobs", self._run_jobs())

    async def on_message(self, message: discord.Message, /) -> None:
        """Take no text commands; cogs/listening.py hears."""

    async def on_ready(self) -> None:
        """Read what was missed."""
        _log.info("event=ready servers=%s", len(self.guilds))
        self.in_background("catch-up", self._catch_up())

    async def on_resumed(self) -> None:
        """Read what was missed."""
        _log.info("event=resumed")
        self.in_background("catch-up", self._catch_up())

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """Hand a failed event handler to the presenter."""
        error = sys.exc_info()[1]
        if error is not None:
            self.presenter.event(event_method, error)

    def in_background(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        """Run something under a name; its failure is logged. While one of that name runs, another is not begun."""
        running = self._tasks.get(name)
        if running is not None and not running.done():
            work.close()
            return
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._finished)
        self._tasks[name] = task

    async def close(self) -> None:
        """Let running jobs finish, stop the rest, and leave Discord."""
        self._stop.set()
        jobs = self._tasks.pop("jobs", None)
        if jobs is not None and self.is_ready():
            self.services.runner.wake()
            await asyncio.wait({jobs}, timeout=_GRACE)
        rest = [task for task in (*self._tasks.values(), jobs) if task is not None and not task.done()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await super().close()

    def _finished(self, task: asyncio.Task[Any]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.presenter.task(task.get_name(), error)

    async def _run_jobs(self) -> None:
        """Jobs post, and posting needs to know the servers: so not before the first READY."""
        await self.wait_until_ready()
        await self.services.runner.run(self._stop)

    async def _catch_up(self) -> None:
        read = await self.services.conversation.catch_up()
        _log.info("event=caught_up turns=%s", read)

    async def _announce_commands(self) -> None:
        """Register the commands with Discord when they are not the ones registered last."""
        tree = self.tree
        assert isinstance(tree, SalonTree)  # noqa: S101  # tree_cls above
        digest = tree.digest(self.application_id or 0, self.settings.discord_endpoint)
        async with self.services.db.read() as work:
            known = await work.meta.get(_COMMANDS_KEY)
        if known == digest:
            return
        registered = await tree.sync()
        async with self.services.db.write() as work:
            await work.meta.put(_COMMANDS_KEY, digest)
        _log.info("event=commands_registered count=%s", len(registered))
