"""What the host knows and says, language by language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.domain.bank import QuestionBank
from bot.domain.film import Film
from bot.domain.lexicon import Lexicon
from bot.domain.speech import Speech
from bot.domain.theme import Theme

DEFAULT = "en"
"""The language that everything exists in."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How a film is called and announced in a language other than the catalogue's; empty where that is not known.

    ``characters`` are names that its people have in that language only.
    """

    title: str = ""
    blurb: str = ""
    characters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """The host's whole equipment in one language. ``tellings`` are by film."""

    bank: QuestionBank
    lexicon: Lexicon
    speech: Speech
    language: str = DEFAULT
    tellings: Mapping[str, Telling] = field(default_factory=dict)

    def themes(self, own: Iterable[Theme]) -> Mapping[str, Theme]:
        """The vocabulary by id as this language calls it, and a server's own themes behind it."""
        return {**self.bank.vocabulary, **{theme.id: theme for theme in own}}

    def told(self, film: Film) -> Film:
        """The film under its title in this language, with no blurb but one in it; its other titles are kept."""
        if self.language == DEFAULT:
            return film
        telling = self.tellings.get(film.id, Telling())
        title = telling.title or film.title
        others = tuple(one for one in film.titles if one not in {title, film.original_title})
        characters = tuple(dict.fromkeys((*film.characters, *telling.characters)))
        return replace(film, title=title, other_titles=others, blurb=telling.blurb, characters=characters)


@dataclass(frozen=True, slots=True)
class Library:
    """The contents by language code; the default language is among them."""

    contents: Mapping[str, Content]

    def of(self, language: str) -> Content:
        """The content of a language, or of a Discord locale such as "en-GB"; the default where there is none."""
        known = self.contents
        return known.get(language) or known.get(language.partition("-")[0]) or known[DEFAULT]

    def lexicon(self, language: str) -> Lexicon:
        """The words by which a salon in this language is read.

        Who says in any of the languages that they have not seen the film is spared its later scenes.
        """
        content = self.of(language)
        others = [other.lexicon for other in self.contents.values() if other is not content]
        return content.lexicon.with_sightings(others)

    @property
    def default(self) -> Content:
        """The content of the language that everything exists in."""
        return self.contents[DEFAULT]
