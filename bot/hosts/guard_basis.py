"""What statements may rest on: the film's facts and scenes, the vocabulary, and what the room has said.

A sentence may name what one of these has named. A sentence that states what happens in the film (it names a character,
or a scene word) must share content with one of them. What does neither must be marked as the host's recollection. All
of it is a matter of words: whether a claim is true cannot be seen from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.wording import ENDINGS, sentences, stem, tokens
from bot.hosts.guard_faults import Fault, FaultKind
from bot.hosts.guard_names import latin, name_words, plain_name, proper_nouns
from bot.hosts.guard_words import GuardWords
from bot.hosts.verbatim import fold

if TYPE_CHECKING:
    from bot.domain.turn import Turn, TurnId

OWN_NAME = "salon"
_CLOSING = "\"”’')*_»\u00a0\u202f "  # what may follow the last mark of a sentence
_SHARED = 2  # stems that a claim must have in common with one turn or scene; all of them, where it has fewer
_ENDING = 4  # letters by which a form of a known name may be longer ("Theodores"); a language names longer endings


@dataclass(frozen=True, slots=True)
class FilmBasis:
    """What is known of a film within a horizon.

    ``names`` and ``characters`` are in the form of ``plain_name``; ``scenes`` are the content stems of texts about it.
    """

    names: frozenset[str] = frozenset()
    characters: frozenset[str] = frozenset()
    scenes: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """What a text may rest on here. ``stop`` are words without content, ``said`` the content stems of turns.

    ``endings`` are the language's, which stems are without. ``names`` are what else may be named, ``people`` what the guests are called.
    """

    film: FilmBasis
    words: GuardWords
    stop: frozenset[str] = frozenset()
    said: Mapping[TurnId, frozenset[str]] = field(default_factory=dict)
    names: frozenset[str] = field(default_factory=frozenset)
    people: tuple[str, ...] = ()
    endings: tuple[str, ...] = ENDINGS

    def content(self, text: str) -> frozenset[str]:
        """The stems of the words with content."""
        return content_stems(text, self.stop, self.endings)

    def stem(self, word: str) -> str:
        """A word without the language's commonest endings."""
        return stem(word, self.endings)


def content_stems(text: str, stop: frozenset[str], endings: tuple[str, ...]) -> frozenset[str]:
    """The stems of a text's words with content: of no word of ``stop``, and of no short or elided one."""
    words = (word for word in tokens(text) if word not in stop and not word.endswith("'"))
    return frozenset(stem(word, endings) for word in words if len(word) > 2 or not latin(word))


def spoken(text: str) -> Iterator[str]:
    """The sentences of a text."""
    return (sentence.text for sentence in sentences(text))


def recalled(sentence: str, basis: Basis) -> bool:
    """Whether a sentence is marked as recollection."""
    return basis.words.recollection is not None and basis.words.recollection.search(fold(sentence)) is not None


def name_faults(text: str, bare: str, basis: Basis, turns: Sequence[Turn]) -> list[Fault]:
    """Names that nobody has mentioned, in sentences that are not marked; ``bare`` is the text without true quotes."""
    faults = []
    for sentence in spoken(bare):
        if recalled(sentence, basis):
            continue
        strange = [word for word in proper_nouns(sentence) if not _named(word, basis, turns)]
        if strange:
            faults.append(Fault(FaultKind.NAME, " ".join(dict.fromkeys(strange)), _whole(sentence, text)))
    return faults


def _named(word: str, basis: Basis, turns: Sequence[Turn]) -> bool:
    """Whether a word may be named here; of one in parts ("Orpheus-like", "O'Brien") the longest counts as well."""
    name = plain_name(word)
    forms = {name, max(re.split(r"[-.'’]", name), key=len)}
    if name == OWN_NAME or any(_known(form, basis) for form in forms):
        return True
    return any(_says(turn, form) for turn in reversed(turns) for form in forms)


def _known(name: str, basis: Basis) -> bool:
    """Whether facts, vocabulary or people have this name, or one that it is a form of ("Theodores")."""
    if name in basis.film.names or name in basis.names or name in basis.words.plain_names:
        return True
    stems = [name[:cut] for cut in range(max(4, len(name) - _ENDING), len(name))]
    stems += [name.removesuffix(ending) for ending in basis.words.name_endings if name.endswith(ending)]
    return any(one in basis.film.names or one in basis.names for one in stems)


def _says(turn: Turn, name: str) -> bool:
    """Whether a turn has the word. Most do not, and that is seen without taking them apart."""
    text = turn.text.casefold()
    if text.isascii() and name.isascii() and name not in text:
        return False
    return name in set(name_words(turn.text)) or (not name.isascii() and name in text)


def claim_faults(text: str, basis: Basis) -> list[Fault]:
    """Statements about the film that rest on nothing. Questions state nothing; a guest's quoted words are a basis."""
    faults = []
    for sentence in spoken(text):
        if sentence.rstrip(_CLOSING).endswith(("?", "？")) or recalled(sentence, basis):
            continue
        words = tokens(sentence)
        seen = basis.words.scenes.found(words)
        if not (seen or _characters(sentence, basis)):
            continue
        if not _founded(basis.content(sentence) - _frame(words, seen, basis), basis):
            faults.append(Fault(FaultKind.CLAIM, sentence[:100], sentence))
    return faults


def _characters(sentence: str, basis: Basis) -> bool:
    return not basis.film.characters.isdisjoint(name_words(sentence))


def _frame(words: Sequence[str], seen: Sequence[str], basis: Basis) -> frozenset[str]:
    """Stems that say who speaks and what is spoken of, and nothing about it: names, scene words, and "says Ana"."""
    guests = {word for name in basis.people for word in tokens(name)}
    told = basis.words.sayings if not guests.isdisjoint(words) else ()
    named = [word for word in words if plain_name(word) in basis.film.characters]
    scenes = [*basis.words.scene_words, *(word for phrase in seen for word in phrase.split())]
    return frozenset(map(basis.stem, [*basis.film.characters, *named, *scenes, *guests, *told]))


def _founded(stems: frozenset[str], basis: Basis) -> bool:
    """Whether one scene or one turn has enough of these stems."""
    wanted = min(_SHARED, len(stems))
    return any(len(stems & one) >= wanted for one in (*basis.film.scenes, *basis.said.values()))


def _whole(sentence: str, text: str) -> str:
    """The sentence as it stands in the whole text, where blanked quotes have left it recognisable; else empty."""
    if sentence in text:
        return sentence
    wanted = set(tokens(sentence))
    return next((one for one in spoken(text) if wanted and wanted <= set(tokens(one))), "")
