"""Which themes a text is about, by the words it is said in: cues, and how near it comes to each theme's examples.

A theme's name, definition, cues and examples together make one document, with what the Literary Theme Ontology calls it. A text is matched with every document by the
weights of Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009), and a cue
that occurs as a phrase counts on top. Where nothing comes near enough, nothing is said.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from bot.domain.lexicon import Lexicon
from bot.domain.theme import OWN, Theme
from bot.domain.wording import spellings, tokens

MOST = 3
"""Themes that a text has at most."""
PLAIN = 0.5
"""The score from which a theme is plain enough to be kept with a turn."""
_SATURATION, _LENGTH = 1.8, 0.4  # the k1 and b of BM25
_NAME, _PROSE = 3.0, 0.7  # how often a word of the name, and one of definition and examples, counts in the document
_CUE, _LTO = 2.0, 4.0  # how often the words of a cue, and of a name in the Literary Theme Ontology, count together
_CUE_FOUND, _HINT_FOUND, _LONGER = 2.0, 4.0, 1.0  # what a cue or a hint adds, and each further word of it, as a share
_SHARED = 0.25  # the power of the number of themes that share a cue by which it adds less
_PAIR_FOUND = 12.0
_BY_ITSELF = 1.0  # what a theme has ahead of others when any of its cues occurs
_HALF = 22.0  # a weight at which the score is one half
_SAID, _FOREMOST = 7.0, 9.0  # what it is worth to the score that a cue occurs, and that no other theme weighs more
_ENOUGH = 8.5  # a weight below which a theme is not named
_FOR_CHATTER = 22.0  # the same for greetings, farewells and talk about watching the film
_BESIDE = 0.4  # how near to the best theme a further one must come
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # Thai, Japanese, Chinese, Korean


@dataclass(frozen=True, slots=True)
class Found:
    """A theme found in a text: ``score`` is above 0 and below 1, ``evidence`` the words that carry it, as they are typed."""

    theme: str
    score: float
    evidence: tuple[str, ...]


class Tagger:
    """Finds the themes of one vocabulary in texts of one language. Pure; a text takes well under a millisecond."""

    def __init__(self, themes: Iterable[Theme], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        known = list(themes)
        self._own = frozenset(theme.id for theme in known if theme.group == OWN)
        self._unspaced = [(cue, theme.id) for theme in known for cue in theme.cues if _UNSPACED.search(cue)]
        self._weights = _weighed({theme.id: self._document(theme) for theme in known})
        self._cues = self._found_by(known)
        self._plain = {
            base: [(cue, [theme for theme in adds if cue in plain[theme]]) for cue, adds in cues]
            for plain in [{theme.id: self._phrases(theme.cues) for theme in known}]
            for base, cues in self._cues.items()
        }
        self._pairs = [
            (theme.id, tuple(frozenset(map(lexicon.stem, tokens(words))) for words in theme.both))
            for theme in known
            if theme.both
        ]

    def tags(self, text: str) -> tuple[Found, ...]:
        """The themes of a text, best first, at most three; none for small talk."""
        typed = tokens(text)
        carried = self._carried(typed)
        said = self._said(typed, text)
        weights = {theme: sum(parts.values()) + _BY_ITSELF * (theme in said) for theme, parts in carried.items()}
        for theme in self._own & {*said}:  # whoever added it chose the words that signal it
            carried[theme].setdefault(said[theme], 0.0)
            weights[theme] = max(weights.get(theme, 0.0), _HALF + weights.get(theme, 0.0) / 2)
        enough = _FOR_CHATTER if self._chatter(typed) else _ENOUGH
        ranked = sorted((theme for theme in weights if weights[theme] >= enough), key=lambda t: (-weights[t], t))
        kept = [theme for theme in ranked[:MOST] if weights[theme] >= _BESIDE * weights[ranked[0]]]
        worth = {t: weights[t] + _SAID * (t in said) + _FOREMOST * (t == ranked[0]) for t in kept}
        kept.sort(key=lambda theme: (-worth[theme], theme))
        return tuple(Found(theme, _score(worth[theme]), heaviest(carried[theme])) for theme in kept)

    def _chatter(self, typed: list[str]) -> bool:
        """Whether people greet, part, or talk about watching the film and not about the film."""
        lexicon = self._lexicon
        told = (lexicon.small_talk, lexicon.farewells, lexicon.unseen, lexicon.announces, lexicon.asks_host, lexicon.asks_fact, lexicon.asks_view)  # fmt: skip
        return any(phrases.any(typed) for phrases in told)

    def _carried(self, typed: Sequence[str]) -> dict[str, dict[str, float]]:
        """What each word or cue, as typed, adds to each theme."""
        lexicon = self._lexicon
        carried: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        stems = [lexicon.stem(word) for word in typed]
        done: set[str] = set()
        for word, base in zip(typed, stems, strict=True):
            if base not in done and self._speaks(word):
                done.add(base)
                for theme, weight in self._weights.get(base, {}).items():
                    carried[theme][word] += weight
        seen: set[tuple[str, ...]] = set()
        for place, base in enumerate(stems):
            for cue, adds in self._cues.get(base, ()):
                if cue not in seen and tuple(stems[place : place + len(cue)]) == cue:
                    seen.add(cue)
                    phrase = " ".join(typed[place : place + len(cue)])
                    for theme, weight in adds.items():
                        carried[theme][phrase] += weight
        there = set(stems)
        for theme, groups in self._pairs:
            if all(there & group for group in groups):
                words = (next(w for w, base in zip(typed, stems, strict=True) if base in group) for group in groups)
                carried[theme][" ... ".join(words)] += _PAIR_FOUND
        return carried

    def _said(self, typed: Sequence[str], text: str) -> Mapping[str, str]:
        """The themes of which a cue occurs, something that says them by itself, and the cue as it is typed.

        Scripts that have no spaces between words are looked through letter by letter.
        """
        stems = [self._lexicon.stem(word) for word in typed]
        found = {
            theme: " ".join(typed[place : place + len(cue)])
            for place, base in enumerate(stems)
            for cue, themes in self._plain.get(base, ())
            if tuple(stems[place : place + len(cue)]) == cue
            for theme in themes
        }
        lower = text.lower() if self._unspaced else ""
        return found | {theme: cue for cue, theme in self._unspaced if cue in lower}

    def _speaks(self, word: str) -> bool:
        return len(word) > 2 and word not in self._lexicon.stop and word not in self._lexicon.everywhere

    def _document(self, theme: Theme) -> Mapping[str, float]:
        """How often each word stands for a theme, by its stem."""
        document: dict[str, float] = defaultdict(float)
        self._into(document, theme.name, _NAME)
        for text in (theme.definition, *theme.examples):
            self._into(document, text, _PROSE)
        for phrases, weight in (((*theme.cues, *theme.hints), _CUE), (theme.lto, _LTO)):
            for phrase in phrases:
                words = [word for word in tokens(phrase) if self._speaks(word)]
                self._into(document, phrase, weight / len(words) if words else 0.0)
        return document

    def _into(self, document: dict[str, float], text: str, weight: float) -> None:
        for word in tokens(text):
            if self._speaks(word):
                document[self._lexicon.stem(word)] += weight

    def _phrases(self, cues: Iterable[str]) -> frozenset[tuple[str, ...]]:
        """Cues as they are looked for: the stems of their words, in each way of writing them."""
        return frozenset(tuple(map(self._lexicon.stem, parts)) for cue in cues for parts in spellings(cue) if parts)

    def _found_by(self, themes: Iterable[Theme]) -> Mapping[str, list[tuple[tuple[str, ...], Mapping[str, float]]]]:
        """Cues by the stem of their first word: their stems, their themes, and what they add to each of these."""
        shared: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
        for theme in themes:
            for cues, adds in ((theme.cues, _CUE_FOUND), (theme.hints, _HINT_FOUND)):
                for phrase in self._phrases(cues):
                    shared[phrase][theme.id] = max(adds, shared[phrase].get(theme.id, 0.0))
        found: dict[str, list[tuple[tuple[str, ...], Mapping[str, float]]]] = defaultdict(list)
        for phrase, ids in shared.items():
            longer = (1 + _LONGER * (len(phrase) - 1)) / len(ids) ** _SHARED
            found[phrase[0]].append((phrase, {theme: adds * longer for theme, adds in ids.items()}))
        return found


def _weighed(documents: Mapping[str, Mapping[str, float]]) -> Mapping[str, Mapping[str, float]]:
    """What a word is worth to each theme, by word."""
    count = len(documents)
    lengths = {theme: sum(document.values()) for theme, document in documents.items()}
    usual = sum(lengths.values()) / count if count else 1.0
    within = Counter(word for document in documents.values() for word in document)
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for theme, document in documents.items():
        room = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[theme] / usual)
        for word, often in document.items():
            rarity = log(1 + (count - within[word] + 0.5) / (within[word] + 0.5))
            weights[word][theme] = rarity * often * (_SATURATION + 1) / (often + room)
    return weights


def _score(weight: float) -> float:
    return min(round(weight / (weight + _HALF), 3), 0.999)


def heaviest(parts: Mapping[str, float]) -> tuple[str, ...]:
    """The words that carry most of a theme, heaviest first; a word is left out that stands in a phrase among them."""
    kept: list[str] = []
    for words in sorted(parts, key=lambda w: (-parts[w], w)):
        inside = any(set(words.split()) <= set(other.split()) for other in kept)
        if not inside and (not kept or parts[words] >= 0.25 * parts[kept[0]]):
            kept.append(words)
    return tuple(kept[:4])
