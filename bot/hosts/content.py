"""Loads what the house host knows and says, language by language.

Every fault of every file is collected, so that one ``salon check`` names them all. A language is there when it has a file
``host/<language>.toml``; nothing else has to be told of it.
"""

from __future__ import annotations

from pathlib import Path

from bot.domain.bank import QuestionBank
from bot.domain.content import DEFAULT, Content, Library
from bot.errors import ConfigError
from bot.hosts.bank_content import read_bank
from bot.hosts.shelf import MISREAD, Shelf
from bot.hosts.speech_content import lexicon_of, speech_of
from bot.hosts.translated import read_tellings, translate_bank


def load_content(config: Path, language: str = DEFAULT) -> Content:
    """One language below the configuration folder. Raises ConfigError with all faults."""
    shelf = Shelf(config)
    content = _content(shelf, language, read_bank(shelf))
    if shelf.faults or content is None:
        raise ConfigError(shelf.faults)
    return content


def load_library(config: Path) -> Library:
    """Every language below the configuration folder. Raises ConfigError with all faults."""
    shelf = Shelf(config)
    bank = read_bank(shelf)
    read = {language: _content(shelf, language, bank) for language in languages(config)}
    contents = {language: content for language, content in read.items() if content is not None}
    if shelf.faults or DEFAULT not in contents:
        raise ConfigError(shelf.faults or [f"host/{DEFAULT}.toml: missing"])
    return Library(contents)


def languages(config: Path) -> list[str]:
    """The codes of the languages that are there."""
    return sorted(path.stem for path in (config / "host").glob("*.toml"))


def _content(shelf: Shelf, language: str, bank: QuestionBank) -> Content | None:
    path = shelf.folder / "host" / f"{language}.toml"
    host = shelf.table(path)
    own = bank if language == DEFAULT else translate_bank(shelf, bank, language)
    tellings = {} if language == DEFAULT else read_tellings(shelf, language)
    if not host:
        return None  # what is wrong with it has been noted
    try:
        return Content(own, lexicon_of(host), speech_of(host), language, tellings)
    except MISREAD as error:
        shelf.fault(path, "", error)
        return None
