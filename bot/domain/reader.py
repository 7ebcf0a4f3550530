"""Reading one turn: which points it makes, in the person's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.barbs import BarbReader, Tone
from bot.domain.covered import HIDDEN, blanked
from bot.domain.film import Film
from bot.domain.lexicon import Lexicon, PhraseSet
from bot.domain.point import Point, PointKind
from bot.domain.turn import Turn
from bot.domain.vocabulary import Vocabulary
from bot.domain.wording import Sentence, after_words, last_word, sentences, tokens

#: Points weaker than this are chatter. The scale is that of ``Reader._salience``.
THRESHOLD = 2.4
FAINT = 0.45
_ORDER = (PointKind.PROPOSAL, PointKind.OBJECTION, PointKind.READING, PointKind.EVIDENCE)
_STRAY = re.compile(r"[^\W_]+\s*,")
# What stands in quotation marks is somebody else's: repeating it would put it into this person's mouth. What is covered
# is for those who click on it, and what stands beside it in one clause would be cut off from its sense.
_NOT_REPEATED = re.compile(rf"[\"“«][^\"”»]{{2,}}[\"”»]|{HIDDEN}+")
_LONGEST_QUOTE = 20
_SHORTEST_QUOTE = 3


@dataclass(frozen=True, slots=True)
class TurnReading:
    """What a turn holds: its points (best first), its words, whether it is chatter, and the stems of its content.

    ``refers`` says that it begins with what somebody else has just spoken of ("She does, ...", "Why that?").

    ``faint`` is the best of what falls short of a point, for somebody who is alone with the host and waits for it.
    """

    points: tuple[Point, ...]
    faint: Point | None
    words: tuple[str, ...]
    stems: frozenset[str]
    small_talk: bool
    asks: bool
    agrees: bool
    disagrees: bool
    gave_way: bool
    unseen: bool
    not_seen: bool
    tone: Tone
    refers: bool = False


class Reader:
    """Reads turns about one film in one language."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary, film: Film) -> None:
        self.lexicon = lexicon
        self.vocabulary = vocabulary
        self._characters = {name: PhraseSet([name]) for name in film.characters}
        self._title = frozenset(tokens(film.title))
        self._barbs = BarbReader(lexicon.heat, film.characters, (*film.directors, *film.cast))

    def names_the_film(self, words: list[str]) -> bool:
        """Whether the words hold the film's title or somebody in it."""
        named = any(phrase.any(words) for phrase in self._characters.values())
        return named or (bool(self._title) and self._title <= set(words))

    def read(self, turn: Turn, people: Mapping[str, int] | None = None) -> TurnReading:
        """The reading of a participant's turn. ``people`` are those in the room by name, in lower case."""
        words = tokens(turn.text)
        lexicon = self.lexicon
        small = lexicon.small_talk.any(words) or len(lexicon.content(words)) < 2
        parts = sentences(turn.text)
        tone = self._barbs.read(turn.text, parts, people or {})
        found = [p for s in _repeatable(turn.text, parts, tone) if (p := self._point(turn, s)) is not None]
        found.sort(key=lambda p: -p.salience)
        # What critics say is not this person's view, and repeating it would make it theirs.
        points = [] if lexicon.reported.any(words) else [p for p in found if p.salience >= THRESHOLD]
        head = words[:8]
        return TurnReading(
            points=tuple(points[:4]),
            faint=found[0] if found and not points else None,
            words=tuple(words),
            stems=frozenset(map(lexicon.stem, lexicon.content(words))),
            small_talk=small and not points,
            asks=turn.text.rstrip().endswith("?"),
            agrees=_apart(lexicon.agree, lexicon.disagree, head),
            disagrees=_apart(lexicon.disagree, lexicon.agree, head) or lexicon.disagree.opens(words) > 0,
            gave_way=lexicon.gave_way.any(words),
            unseen=lexicon.unseen.any(words),
            not_seen=lexicon.not_seen.any(words) and not lexicon.seen_before.any(words),
            tone=tone,
            refers=lexicon.refers.opens(words) > 0,
        )

    def _point(self, turn: Turn, sentence: Sentence) -> Point | None:
        said = self._untagged(sentence.text)
        words = tokens(said)
        content = self.lexicon.content(words)
        if len(content) < 2 or self.lexicon.asides.any(words):  # arranging something, or talk about the talk
            return None
        kind = self._kind(said, words)
        themes = self.vocabulary.themes_of(words)
        characters = tuple(name for name, phrase in self._characters.items() if phrase.any(words))
        salience = self._salience(kind, words, content, len(themes), len(characters))
        if salience < FAINT or self.lexicon.crude.any(words):
            return None
        quote = self.quote(said)
        if not quote:
            return None
        whole = quote if HIDDEN in sentence.text else sentence.text
        return Point(turn.id, turn.author_id, turn.author_name, kind, whole, quote, salience, themes, characters)

    def _untagged(self, sentence: str) -> str:
        """The sentence without a tag that makes a question of a claim: "It is about letters, right?"."""
        first, lexicon = tokens(sentence)[:1], self.lexicon
        if first and first[0] in lexicon.question_openers and not lexicon.fillers.opens(first):
            return sentence
        return lexicon.tags.sub("", sentence)

    def _kind(self, sentence: str, words: list[str]) -> PointKind:
        kinds = self.lexicon.kinds
        if sentence.rstrip().endswith("?") and not kinds[PointKind.PROPOSAL].any(words):
            return PointKind.QUESTION
        kind = next((kind for kind in _ORDER if kinds[kind].any(words)), PointKind.CLAIM)
        # "It never gets boring" is no objection.
        return PointKind.CLAIM if kind is PointKind.OBJECTION and self.lexicon.never.any(words) else kind

    def _salience(self, kind: PointKind, words: list[str], content: list[str], themes: int, characters: int) -> float:
        lexicon = self.lexicon
        score = min(len(content), 14) * 0.22
        score += {PointKind.CLAIM: 0.0, PointKind.EVIDENCE: 0.7, PointKind.QUESTION: -0.4}.get(kind, 1.4)
        score += 0.8 * lexicon.causal.any(words) + 0.5 * lexicon.contrast.any(words) + 0.6 * lexicon.stance.any(words)
        score += 0.7 * lexicon.intense.any(words) + 0.4 * lexicon.film_talk.any(words)
        score += 0.7 * min(themes, 2) + 0.3 * min(characters, 2)
        score += 0.6 * lexicon.copula.any(words)
        if kind is PointKind.CLAIM and not (lexicon.stance.any(words) or lexicon.causal.any(words)):
            # Retelling the plot is no claim: somebody must feel, judge or conclude something, or say what always holds.
            score -= 0.0 if lexicon.intense.any(words) or (themes and lexicon.copula.any(words)) else 1.2
        score -= 2.2 * lexicon.trivia.any(words) + 2.4 * lexicon.small_talk.any(words)
        if lexicon.asks_view.any(words) or lexicon.asks_host.any(words) or lexicon.announces.any(words):
            score -= 3.0
        retold = lexicon.synopsis.any(words) and not (lexicon.stance.any(words) or lexicon.imagines.any(words))
        score -= 3.0 * retold + 0.8 * lexicon.personal.any(words)
        if any(c.isdigit() for w in words for c in w):
            score -= 0.6
        return score

    def quote(self, sentence: str) -> str:
        """The clause of a sentence that a host would repeat: verbatim, at most 20 words, without its fillers."""
        best, best_score, lexicon = "", 0.0, self.lexicon
        kept_out = [m.span() for m in _NOT_REPEATED.finditer(sentence)]
        for start, end in self._clauses(sentence):
            if any(start < stop and begin < end for begin, stop in kept_out):
                continue
            clause = self._trim(sentence[start:end])
            count = len(clause.split())
            if not _SHORTEST_QUOTE <= count <= _LONGEST_QUOTE:
                continue
            words = tokens(clause)
            content = lexicon.content(words)
            score = len(content) + 1.5 * lexicon.intense.any(words) + 0.04 * count - 0.4 * max(0, count - 12)
            score += 1.2 * any(p.any(words) for k, p in lexicon.kinds.items() if k in _ORDER[:3])
            score += 0.8 * (not sentence[:start].strip())
            score -= 3.0 * bool(lexicon.reverses.match(sentence, end) or lexicon.goes_on.match(sentence, end))
            score -= 1.5 * bool(lexicon.causal.opens(tokens(sentence[end : end + 40])))
            score -= 3.0 * bool(start and lexicon.supposes.search(sentence, 0, start))
            score -= 2.0 * bool(_STRAY.match(clause)) + 3.0 * bool(lexicon.hangs.search(clause))
            score -= 2.5 * (words[0] in lexicon.weak_openers) + 1.5 * (words[-1] in lexicon.stop)
            score -= 2.0 * lexicon.personal.any(words)
            if content and score > best_score:
                best, best_score = clause, score
        return best or ("" if kept_out else self._cut(sentence))

    def _clauses(self, sentence: str) -> list[tuple[int, int]]:
        """Every run of neighbouring clauses of a sentence, as spans."""
        cuts = [0]
        for mark in self.lexicon.clause_break.finditer(sentence):
            cuts.append(mark.start())
        cuts.append(len(sentence))
        starts = [
            0,
            *(
                m.end() if not m.group().strip().isalpha() else m.start()
                for m in self.lexicon.clause_break.finditer(sentence)
            ),
        ]
        return [(s, e) for s in starts for e in cuts if s < e]

    def _trim(self, clause: str) -> str:
        text = clause.strip().strip("\"“”'()[]*_~|").strip()
        text = text.rstrip('.,;:!?…-–— "”*_~|')
        for _ in range(4):
            words = tokens(text)
            count = self.lexicon.fillers.opens(words)
            if not count or count >= len(words):
                break
            text = after_words(text, count)
        text = self._without_closers(text)
        return text if balanced(text) else ""

    def _without_closers(self, text: str) -> str:
        """The text without what people hang on its end: laughter, "though", "you know"."""
        words = tokens(text)
        for most in (3, 2, 1):
            tail = words[-most:]
            if len(words) > most and self.lexicon.closers.opens(tail) == most:
                kept = text
                for _ in range(most):
                    kept = kept[: last_word(kept)]
                return kept.rstrip(" ,;:.!?…-–—")
        return text

    def _cut(self, sentence: str) -> str:
        """The first words of a long sentence without clauses, cut before a word that would dangle."""
        trimmed = self._trim(sentence)
        spans = [m.end() for m in re.finditer(r"\S+", trimmed)]
        for count in range(min(_LONGEST_QUOTE, len(spans)), _SHORTEST_QUOTE - 1, -1):
            piece = trimmed[: spans[count - 1]].rstrip(".,;:!?…-–— ")
            last, following = tokens(piece)[-1:], tokens(trimmed[spans[count - 1] :])[:1]
            goes_on = self.lexicon.goes_on.match(trimmed, spans[count - 1])
            whole = not following or (following[0] in self.lexicon.weak_openers and not goes_on)
            if balanced(piece) and whole and last and last[0] not in self.lexicon.stop:
                return piece
        return ""


def _apart(phrases: PhraseSet, others: PhraseSet, words: list[str]) -> bool:
    """Whether one of the phrases occurs and is no part of one of the others: "je te rejoins" in "je te rejoins pas"."""
    spans = others.spans(words)
    return any(
        not any(start <= begin and end <= stop and (start, stop) != (begin, end) for start, stop in spans)
        for begin, end in phrases.spans(words)
    )


def _repeatable(text: str, parts: Sequence[Sentence], tone: Tone) -> list[Sentence]:
    """The sentences with what they cover blanked, without those that are aimed at somebody."""
    barbed = {barb.sentence for barb in tone.barbs}
    aimed = [part for part in parts if part.text in barbed]
    shown = blanked(text)
    found = parts if shown == text else sentences(shown)
    return [s for s in found if not any(s.start < part.end and part.start < s.end for part in aimed)]


def balanced(text: str) -> bool:
    """Whether a quote can stand inside quotation marks: no stray marks, brackets in pairs, no markup characters."""
    return (
        text.isprintable() and not any(c in text for c in '"“”«»`|\n\r<>[]*_~#@') and text.count("(") == text.count(")")
    )
