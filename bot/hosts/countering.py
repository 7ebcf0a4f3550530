"""The house host's counter-readings: the strongest case it has against a point, said to be one, and never against a person."""

from __future__ import annotations

from bot.domain.bank import Chooser, Wish
from bot.domain.lexicon import Lexicon
from bot.domain.point import Point, PointKind
from bot.domain.question import Asked, Kind, QuestionId
from bot.domain.room import Room
from bot.domain.speech import Case, Counter
from bot.domain.turn import Turn, Utterance, UtteranceKind
from bot.domain.wording import tokens, word_count
from bot.hosts.composing import Composer, asked, pick, said

_LATELY = 40  # points among which the room's consensus is looked for
_AGREEING = 1.2  # what one person's agreement adds to a point's salience here
_LEAST_SCENE, _LONGEST_SCENE = 2, 12  # words with content, and words
AGREED = "agreed"
"""The cases against what a room has agreed on."""


def countered(room: Room) -> list[Turn]:
    """The host's counter-readings so far."""
    return [t for t in room.turns if t.utterance is not None and t.utterance.kind is UtteranceKind.COUNTER]


def agreement(room: Room, point: Point) -> int:
    """How many people agreed with a point, less those who contradicted it."""
    sides = {(s.author_id, s.agrees) for s in room.stances if s.target == point}
    return sum(1 if agrees else -1 for _, agrees in sides)


def consensus(room: Room) -> Point | None:
    """What a counter-reading is most wanted for: not countered yet, not contradicted, agreed with and strong."""
    done = {target for turn in countered(room) if turn.utterance for target in turn.utterance.takes_up}
    fit = [p for p in room.points if p.kind is not PointKind.QUESTION][-_LATELY:]
    sides = {point: agreement(room, point) for point in fit}

    def want(point: Point) -> tuple[bool, bool, float]:
        return point.turn_id not in done, sides[point] >= 0, point.salience + _AGREEING * min(sides[point], 3)

    return max(fit, key=want, default=None)


def counter_to(
    room: Room, point: Point, composer: Composer, chooser: Chooser, forms: Counter, *, fits: float, named: bool
) -> Utterance:
    """A counter-reading to a point. ``fits`` is how well a film question must; ``named`` says that somebody chose the point."""
    kinds = [kind for kind in composer.shades(point) if kind in forms.cases]
    if not named and not room.solo and agreement(room, point) > 0:
        kinds.insert(0, AGREED)
    # Two evenings should not hear the same case first, nor two points of one evening.
    place = len(countered(room)) + point.turn_id + sum(map(ord, room.salon.film.id))
    name, case = _case(room, forms, kinds, place)
    head = f"{pick(forms.signs, place)} {_against(case, point, composer.called(point.author_name), alone=room.solo)}"
    wish = composer.wish(room.readings[point.turn_id].words, themes=point.themes, spent=word_count(head))
    put = _question(room, chooser, wish, forms, fits, place) or Asked(name, Kind.INTERPRETIVE, case.question)
    return said(UtteranceKind.COUNTER, f"{head} {put.text}", "a counter-reading, asked for", (point.turn_id,), put)


def _question(room: Room, chooser: Chooser, wish: Wish, forms: Counter, fits: float, place: int) -> Asked | None:
    """A question from the film itself: an objection of its own, else one that sets a scene against the words."""
    if (question := chooser.against(wish, at_least=fits)) is not None:
        return asked(question)
    heard = {q.id for q in room.asked_here}
    for scene in chooser.scenes(wish, at_least=fits):
        name = QuestionId(f"counter:{scene.id}")
        if name in heard or not (phrase := _noun(scene.anchor or "", room.reader.lexicon)):
            continue
        line = pick(forms.scenes, place).format(scene=phrase)
        return Asked(name, Kind.INTERPRETIVE, line, scene.theme, scene.lens)
    return None


def _case(room: Room, forms: Counter, kinds: list[str], place: int) -> tuple[QuestionId, Case]:
    """A case of these kinds whose question this salon has not heard, going round; when all are spent, of any kind."""
    heard = {q.id for q in room.asked_here}
    for wanted in dict.fromkeys((*kinds, *(kind for kind in forms.cases if kind != AGREED))):
        named = [(QuestionId(f"counter:{wanted}-{n}"), case) for n, case in enumerate(forms.cases[wanted])]
        left = [pair for pair in named if pair[0] not in heard]
        if left:
            return pick(left, place)
    return named[0]


def _against(case: Case, point: Point, name: str, *, alone: bool) -> str:
    return (case.alone if alone else case.anyone).format(quote=point.quote, name=name)


def _noun(anchor: str, lexicon: Lexicon) -> str:
    """The part of an anchor that can stand where a noun does; empty where it says too little, asks, or is too long."""
    phrase = anchor.split(",", maxsplit=1)[0].strip()
    words = tokens(phrase)
    fits = len(lexicon.content(words)) >= _LEAST_SCENE and len(words) <= _LONGEST_SCENE
    return phrase if fits and words[0] not in lexicon.question_openers else ""
