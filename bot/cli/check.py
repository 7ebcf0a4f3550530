"""`salon check`: everything that Salon reads, and its database, with every fault of every part at once."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cli.address import database_url
from bot.domain.bank import QuestionBank
from bot.errors import ConfigError
from bot.films.catalogue import load_catalogue
from bot.films.catalogue_rows import incomplete
from bot.hosts import lint
from bot.hosts.content import load_content
from bot.hosts.guard_words import load_guard_words
from bot.hosts.phrases import Phrases, load_phrases
from bot.hosts.prompt_needs import NEEDS
from bot.hosts.prompts import load_prompts
from bot.hosts.whatif_content import workshop_faults
from bot.places import imported_films
from bot.settings import Settings
from bot.storage.film_index import imported_count
from bot.storage.schema import reachable, schema_state
from bot.ui.texts import Texts

PATIENCE = 10.0
"""Seconds that the database gets to answer."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was looked at: its name, what is there, and every fault, each a sentence."""

    name: str
    found: str
    faults: tuple[str, ...] = ()

    def __str__(self) -> str:
        verdict = "ok" if not self.faults else "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        head = f"{self.name}: {self.found}: {verdict}" if self.found else f"{self.name}: {verdict}"
        return "\n".join([head, *(f"  - {fault}" for fault in self.faults)])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--quick", action="store_true", help="do not compare the questions' texts with each other")


def run(args: argparse.Namespace, settings: Settings, config: Path) -> int:
    """Print a line for each part and each fault; 2 when there is a fault, else 0. Changes nothing."""
    parts = [_settings(settings), *_content(config, alike=not args.quick), _prompts(config), _texts(config)]
    parts += [_imported(), _database(settings)]
    for part in parts:
        print(part)
    return 2 if any(part.faults for part in parts) else 0


def _settings(settings: Settings) -> Part:
    """Read without a fault before any command begins."""
    return Part("settings", f"AI host with {settings.openai_model}" if settings.openai_model else "house host")


def _content(config: Path, *, alike: bool) -> Sequence[Part]:
    """The question bank with its rules, the phrases no host says, and the catalogue."""
    phrases = Phrases()
    try:
        phrases = load_phrases(config / "guard")
        load_guard_words(config / "guard")
        guard = Part("guard", "phrases no host says")
    except ConfigError as error:
        guard = Part("guard", "", error.faults)
    try:
        content = load_content(config)
    except ConfigError as error:
        return Part("questions", "", error.faults), guard, _films(config, None)
    workshop = content.speech.workshop
    whatifs = Part("what-if questions", str(len(workshop.questions)), tuple(workshop_faults(workshop, phrases)))
    return _questions(content.bank, phrases, alike=alike), whatifs, guard, _films(config, content.bank)


def _questions(bank: QuestionBank, phrases: Phrases, *, alike: bool) -> Part:
    found = f"{len(bank.questions)}, {len(bank.notes)} films, {len(bank.themes)} themes, {len(bank.lenses)} lenses"
    return Part("questions", found, tuple(lint.faults(bank, phrases, alike=alike)))


def _films(config: Path, bank: QuestionBank | None) -> Part:
    """The catalogue, that its films are complete, and that every film with questions is among them."""
    try:
        catalogue = load_catalogue(config / "films.jsonl", frozenset(bank.themes) if bank else None)
    except ConfigError as error:
        return Part("films", "", error.faults)
    known = {film.id for film in catalogue.films}
    strange = sorted(bank.notes.keys() - known) if bank else []
    lacking = tuple(f"questions/films/{film}.toml: films.jsonl has no film of that id." for film in strange)
    faults = tuple(f"films.jsonl, {film.id}: {fault}." for film in catalogue.films for fault in incomplete(film))
    return Part("films", str(len(known)), lacking + faults)


def _imported() -> Part:
    """The list that was imported, where one was."""

    def load() -> str:
        count = imported_count(imported_films())
        return f"{count:,} films" if count else "none"

    return _loaded("imported films", load)


def _prompts(config: Path) -> Part:
    def load() -> str:
        personas = load_prompts(config / "prompts").personas
        return f"{len(NEEDS)}, personas {', '.join(personas)}"

    return _loaded("prompts", load)


def _texts(config: Path) -> Part:
    return _loaded("texts", lambda: ", ".join(Texts.load(config / "locales").names.values()))


def _loaded(name: str, load: Callable[[], str]) -> Part:
    """A part that is well when it can be loaded; ``load`` returns what was found."""
    try:
        return Part(name, load())
    except ConfigError as error:
        return Part(name, "", error.faults)


def _database(settings: Settings) -> Part:
    return _loaded("database", lambda: asyncio.run(_state(database_url(settings))))


async def _state(url: str) -> str:
    """What state the database is in. Raises ConfigError when it cannot be used as it is."""
    try:
        async with asyncio.timeout(PATIENCE):
            await reachable(url)
            state = await schema_state(url)
    except TimeoutError:
        raise ConfigError([f"The database does not answer within {PATIENCE:.0f} seconds."]) from None
    if state == "behind":
        raise ConfigError(["The database was made by an older version of Salon. Back it up, then run `salon migrate`."])
    return {"empty": "will be made at the first start", "current": "up to date"}.get(state, state)
