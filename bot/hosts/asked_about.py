"""What the house host answers when somebody asks it about a claim, and which claims it presses unasked."""

from __future__ import annotations

import re

from bot.domain.dynamics import WINDOW
from bot.domain.point import Point, PointKind
from bot.domain.room import Room
from bot.domain.speech import Speech
from bot.domain.turn import Turn, Utterance, UtteranceKind
from bot.domain.wording import tokens, word_count
from bot.hosts.composing import Composer, asked, pick, said
from bot.hosts.two_sides import against, on_the_subject

_APART = 12  # participants' turns between two claims that are pressed
_MOST = 3  # claims pressed in one evening


def about_a_claim(
    room: Room, turn: Turn, composer: Composer, speech: Speech, *, held: bool = False
) -> Utterance | None:
    """The answer to a question about a claim: the words held on it in the room, and one question on the same subject.

    None where the turn asks nothing, or, of what must be ``held``, where nobody has said anything on it.
    """
    reading = room.readings[turn.id]
    if not (reading.asks or _asks(room, turn)) or not room.reader.lexicon.content(reading.words):
        return None
    sides = on_the_subject(room, turn, composer.speakable, speech)
    if held and not sides:
        return None
    words = {"two": 2, "one": 1, "none": 0}
    name = next(one for one, count in words.items() if count == len(sides))
    head = pick(speech.asked_about[name], room.host_turns).format(**_named(sides, speech))
    said_on_it = [*tokens(turn.text), *(word for side in sides for word in tokens(side.sentence))]
    question = composer.scene_for(list(reading.words), said_on_it, spent=word_count(head))
    put = question and asked(question)
    put = put or composer.unheard("asked_about", speech.asked_about["questions"])
    text = f"{head} {put.text}" if put is not None else head
    targets = tuple(dict.fromkeys((turn.id, *(side.turn_id for side in sides))))
    return said(UtteranceKind.TAKEUP, text, "answers what was asked about a claim", targets, put)


def _asks(room: Room, turn: Turn) -> bool:
    """Whether a turn asks without its mark at the end: "was she right or not", "what do you say? i know"."""
    lexicon = room.reader.lexicon
    if "?" in turn.text:
        return True
    parts = [tokens(part) for part in re.split(r"[,.;:!]", lexicon.calls_host.sub(" ", turn.text))]
    first = (next((w for w in words if not lexicon.fillers.opens([w])), "") for words in parts)
    return any(word in lexicon.question_openers for word in first)


def _named(sides: tuple[Point, ...], speech: Speech) -> dict[str, str]:
    keys = (("first", "first_quote"), ("second", "second_quote"))
    found: dict[str, str] = {}
    for (name, quote), side in zip(keys, sides, strict=False):
        found |= {name: speech.called(side.author_name), quote: side.quote}
    return found | ({"name": found["first"], "quote": found["first_quote"]} if sides else {})


def wants_pressing(room: Room, point: Point, speech: Speech) -> bool:
    """Whether a claim is one to ask for its scene: two people hold it or one contests it, and none has named a scene."""
    if point.kind in {PointKind.EVIDENCE, PointKind.QUESTION, PointKind.PROPOSAL}:
        return False
    pressed = [
        t
        for t in room.turns
        if t.utterance and t.utterance.question and t.utterance.question.id.startswith("pressing:")
    ]
    if len(pressed) >= _MOST or (pressed and _since(room, pressed[-1]) < _APART):
        return False
    lexicon, turn = room.reader.lexicon, room.turn(point.turn_id)
    said = tokens(point.sentence)
    if turn is None or lexicon.kinds[PointKind.EVIDENCE].any(list(room.readings[turn.id].words)):
        return False
    if point.kind is PointKind.CLAIM and not any(
        p.any(said) for p in (lexicon.stance, lexicon.causal, lexicon.intense)
    ):
        return False
    held = any(s.target.turn_id == point.turn_id for s in room.stances)
    return held or against(room, point, lambda one: one, speech) is not None or _repeated(room, turn)


def _repeated(room: Room, turn: Turn) -> bool:
    """Whether somebody else has said nearly the same of late."""
    stems = room.readings[turn.id].stems
    others = (t for t in room.turns[-WINDOW:] if not t.by_host and t.author_id != turn.author_id)
    return any(len(stems & room.readings[t.id].stems) >= 3 for t in others)


def _since(room: Room, turn: Turn) -> int:
    return sum(not t.by_host for t in room.turns[room.turns.index(turn) + 1 :])
