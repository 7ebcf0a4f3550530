"""The house: what is read from the configuration folder once, and the hosts that are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from bot.domain.content import Content, Library
from bot.films.catalogue import Catalogue, load_catalogue
from bot.hosts.by_language import HostByLanguage
from bot.hosts.content import load_library
from bot.hosts.house import HouseHost
from bot.hosts.meaning import best_maker
from bot.hosts.prompts import load_prompts
from bot.hosts.tagging import HouseFinder
from bot.places import data_dir
from bot.ports import Clock, Database, Host, ModelAccount, ThemeFinder
from bot.services.model_use import ModelUse
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.hosts.ai_settings import ModelSettings


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
    finder: ThemeFinder

    @property
    def content(self) -> Content:
        """The content of the language that everything exists in."""
        return self.library.default


def load_house(config: Path) -> House:
    """Read content and catalogue. Raises ConfigError with every fault of whichever is read first."""
    library = load_library(config)
    catalogue = load_catalogue(config / "films.jsonl", frozenset(library.default.bank.vocabulary))
    return House(config, library, catalogue, HouseFinder(library, best_maker(data_dir())))


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
    return make_hosting(settings, house, clock, ai=ai, account=account)[0]


def make_hosting(
    settings: Settings, house: House, clock: Clock, *, ai: bool | None = None, account: ModelAccount | None = None
) -> tuple[Host, ThemeFinder]:
    """The host, as ``make_host`` makes it, and the finder of themes beside it, which asks the same model."""
    plain = house_host(settings, house)
    wanted = settings.openai_model is not None if ai is None else ai
    if not wanted:
        return plain, house.finder
    # Imported only now: the model's client costs 60 MB that a house without a key does not need.
    from bot.hosts.ai import AIHost, breaker_of  # noqa: PLC0415
    from bot.hosts.ai_client import ModelClient  # noqa: PLC0415
    from bot.hosts.ai_moderation import Moderation  # noqa: PLC0415
    from bot.hosts.ai_tags import ai_finder  # noqa: PLC0415
    from bot.hosts.guard_words import load_guard_words  # noqa: PLC0415
    from bot.hosts.phrases import load_phrases  # noqa: PLC0415

    asked = _model_settings(settings)
    guard, model, prompts = house.config / "guard", ModelClient(asked), load_prompts(house.config / "prompts")
    shared: dict[str, Any] = {
        "prompts": prompts, "clock": clock, "settings": asked, "account": account,
        "moderation": Moderation(model, clock, wanted=asked.moderated),
    }  # fmt: skip
    words, breaker = load_guard_words(guard), breaker_of(asked, clock)
    # Themes have a breaker of their own: slow tags, which nobody waits for, must not silence the host.
    tagging = breaker_of(asked, clock)
    finder = ai_finder(model, house.finder, library=house.library, words=words, breaker=tagging, **shared)

    def speaking(content: Content) -> Host:
        code = content.language
        phrases, words = load_phrases(guard, code), load_guard_words(guard, code)
        return AIHost(model, plain, content=content, phrases=phrases, words=words, breaker=breaker, **shared)

    return HostByLanguage(house.library, speaking, model.close), finder


def _model_settings(settings: Settings) -> ModelSettings:
    """Where the model is and how patient we are."""
    from bot.hosts.ai_settings import ModelSettings  # noqa: PLC0415

    return ModelSettings(
        model=settings.openai_model or "gpt-5-mini",
        base_url=settings.openai_base_url,
        api_key=settings.secrets.openai_api_key,
        patience=settings.ai.timeout_seconds,
        most_tokens=settings.ai.max_output_tokens,
        lulls=settings.host.lulls_per_salon,
        moderated=settings.ai.moderation == "auto",
    )


def model_use(settings: Settings, house: House, db: Database, clock: Clock) -> ModelUse:
    """On what terms servers have the model. Raises ConfigError when the prompts are not usable."""
    personas = {name: prompt.phrase("name") for name, prompt in load_prompts(house.config / "prompts").personas.items()}
    return ModelUse(db, clock, cap=settings.ai.daily_tokens, personas=personas, model=settings.openai_model)
