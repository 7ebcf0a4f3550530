"""`salon check`: everything that Salon reads, and its database, with every fault of every part at once."""

from __future__ import annotations

import argparse
import asyncio
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cli.address import database_url
from bot.domain.content import DEFAULT, Content, Library
from bot.errors import ConfigError
from bot.films.catalogue import load_catalogue
from bot.films.catalogue_rows import incomplete
from bot.hosts import lint
from bot.hosts.content import codes, faults_of_host, films_of, languages, missing, optional, read_library
from bot.hosts.guard_words import load_guard_words
from bot.hosts.phrases import Phrases, load_phrases
from bot.hosts.prompt_needs import NEEDS
from bot.hosts.prompts import load_prompts
from bot.hosts.translated import lacking
from bot.hosts.whatif_content import workshop_faults
from bot.places import imported_films
from bot.settings import Settings
from bot.storage.film_index import imported_count
from bot.storage.schema import reachable, schema_state
from bot.ui.cities import load_cities
from bot.ui.command_names import CommandNames
from bot.ui.texts import Texts, read_locales
from bot.ui.when_words import load_when_words

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
    parts = [_settings(settings), _languages(config), *_content(config, alike=not args.quick)]
    parts += [
        _commands(settings, config),
        _prompts(config),
        _texts(config),
        _times(config),
        _imported(),
        _database(settings),
    ]
    for part in parts:
        print(part)
    return 2 if any(part.faults for part in parts) else 0


def _settings(settings: Settings) -> Part:
    """Read without a fault before any command begins."""
    return Part("settings", f"AI host with {settings.openai_model}" if settings.openai_model else "house host")


def _languages(config: Path) -> Part:
    """Which languages there are, how many films each has questions of, and the files that a language lacks."""
    known, spoken = codes(config), languages(config)
    found = [_films_told(config, code) for code in known]
    faults = [f"{code}: {file} is missing." for code in known for file in missing(config, code)]
    faults += [fault for code in known if code not in spoken for fault in faults_of_host(config, code)]
    return Part("languages", "; ".join(found), tuple(faults))


def _films_told(config: Path, code: str) -> str:
    own, films = films_of(config, code)
    lacks = [f"no {file}" for file in optional(config, code)]
    return ", ".join([f"{code} with {own} of {films} films", *lacks])


def _content(config: Path, *, alike: bool) -> Sequence[Part]:
    """The question bank with its rules, what other languages lack of it, the phrases no host says, and the catalogue."""
    phrases, guard = _guard(config)
    try:
        library = read_library(config)
    except ConfigError as error:
        return Part("questions", "", error.faults), guard, _films(config, None)
    spoken = [_language(config, library, one, phrases, alike=alike) for one in library.contents.values()]
    return *spoken, guard, _films(config, library)


def _guard(config: Path) -> tuple[Mapping[str, Phrases], Part]:
    """What no host says, by language."""
    folder, read, faults = config / "guard", dict[str, Phrases](), list[str]()
    for code in codes(config):
        if code != DEFAULT and not (folder / f"{code}.toml").is_file():
            continue  # named among the language's missing files
        try:
            read[code] = load_phrases(folder, code)
            load_guard_words(folder, code)
        except ConfigError as error:
            faults += error.faults
        faults += _unlisted(folder, code)
    return read, Part("guard", f"phrases no host says, in {', '.join(read)}", tuple(dict.fromkeys(faults)))


def _unlisted(folder: Path, code: str) -> Iterator[str]:
    """The lists of the default's guard that a language's lacks; where it lists nothing, it must say so with an empty one."""
    try:
        ours, theirs = (tomllib.loads((folder / f"{one}.toml").read_text(encoding="utf-8")) for one in (DEFAULT, code))
    except (OSError, ValueError):
        return  # named where it is read
    for key, value in ours.items():
        if isinstance(value, dict):
            table = theirs.get(key, {})
            if not isinstance(table, dict):
                continue  # named where it is read
            yield from (f"{code}.toml: [{key}] lacks the list {name}." for name in value if name not in table)
        elif isinstance(value, list) and key not in theirs:
            yield f"{code}.toml: the list {key} is missing."


def _language(config: Path, library: Library, content: Content, phrases: Mapping[str, Phrases], *, alike: bool) -> Part:
    """What the host asks in one language, and what it lacks of what the default has."""
    bank, code = content.bank, content.language
    name = "questions" if code == DEFAULT else f"questions in {code}"
    found = (
        f"{len(bank.questions)}, {len(bank.notes)} films, {len(bank.themes)} of {len(bank.vocabulary)} themes, {len(bank.lenses)} lenses, "
        f"{len(content.speech.workshop.questions)} for what-ifs"
    )
    unkind = phrases.get(code, Phrases())
    faults: list[str] = []
    try:
        asking = lint.load_asking(config, code)
        films = lint.FILMS if code == DEFAULT else 0
        faults += lint.faults(bank, unkind, asking, alike=alike, films=films)
        faults += workshop_faults(content.speech.workshop, unkind, asking)
    except ConfigError as error:
        faults += error.faults
    if code != DEFAULT:
        faults += lacking(library.default, content)
    return Part(name, found, tuple(faults))


def _commands(settings: Settings, config: Path) -> Part:
    """The names of commands in other languages: that Discord takes them, and that no command is without."""
    names, faults = CommandNames.read(config / "commands")
    faults += asyncio.run(_unlike_the_commands(settings, names))
    return Part("command names", ", ".join(names.languages) or "English only", tuple(faults))


async def _unlike_the_commands(settings: Settings, names: CommandNames) -> list[str]:
    """What the names lack of the commands that there are, which a bot that never connects has from its cogs."""
    from bot.client import COGS, SalonBot  # noqa: PLC0415  # discord.py is heavy: other commands do without
    from bot.ui import command_translator as commands  # noqa: PLC0415

    bot = SalonBot(settings, Texts({}))
    try:
        for name in COGS:
            await bot.load_extension(name)
        return [
            f"commands/{code}.toml: {fault}"
            for code, one in names.languages.items()
            for fault in (*commands.lacking(one, bot.tree), *commands.clashing(one, bot.tree))
        ]
    finally:
        await bot.close()


def _films(config: Path, library: Library | None) -> Part:
    """The catalogue, that its films are complete, and that every film with questions is among them."""
    try:
        catalogue = load_catalogue(
            config / "films.jsonl", frozenset(library.default.bank.vocabulary) if library else None
        )
    except ConfigError as error:
        return Part("films", "", error.faults)
    known = {film.id for film in catalogue.films}
    strange = sorted(library.default.bank.notes.keys() - known) if library else []
    unlisted = tuple(f"questions/films/{film}.toml: films.jsonl has no film of that id." for film in strange)
    unlisted += tuple(
        f"films.{content.language}.jsonl: films.jsonl has no film {film}."
        for content in (library.contents.values() if library else ())
        for film in sorted(content.tellings.keys() - known)
    )
    faults = tuple(f"films.jsonl, {film.id}: {fault}." for film in catalogue.films for fault in incomplete(film))
    return Part("films", str(len(known)), unlisted + faults)


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
    return _loaded("texts", lambda: ", ".join(one["meta.name"] for one in read_locales(config / "locales").values()))


def _times(config: Path) -> Part:
    """The words by which times are read, and the cities by which zones are found."""

    def load() -> str:
        languages = ", ".join(one.language for one in load_when_words(config / "when"))
        return f"in {languages}; {sum(map(len, load_cities(config).values()))} cities besides those of the zones"

    return _loaded("times", load)


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
