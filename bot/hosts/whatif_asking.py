"""The house host in the what-if workshop: the next dramatic question, after somebody's newest contribution."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.question import Asked, Kind
from bot.domain.room import Room
from bot.domain.speech import Speech
from bot.domain.turn import Source, Utterance, UtteranceKind
from bot.domain.whatif import Part, WhatIf, WhatIfState
from bot.domain.whatif_question import MOST_WORDS, PREFIX, WhatIfQuestion, Workshop, stages
from bot.domain.wording import word_count
from bot.hosts.composing import pick, said

_PATIENCE = 2  # contributions between two questions
_MARKS = "?？؟!！"


def next_question(room: Room, draft: WhatIf, speech: Speech) -> Utterance | None:
    """The question that helps the story along now; None where the host had better wait.

    It asks after the premise, and then at most once after two contributions; never twice in a row, and never in this
    salon what it has asked here before.
    """
    newest, last = draft.last, room.last
    if draft.state is not WhatIfState.OPEN or newest is None or last is None or last.by_host or room.let_be:
        return None
    asked, waited = _so_far(room, draft)
    if asked and waited < _PATIENCE:
        return None
    question = _chosen(room, speech.workshop, asked)
    return None if question is None else _said(room, newest, question, speech)


def _so_far(room: Room, draft: WhatIf) -> tuple[int, int]:
    """How many questions this draft has had, and how many contributions there were since the last."""
    asked = waited = 0
    for turn in room.turns:
        if turn.id in draft.turns:
            waited += 1
        if turn.utterance is not None and turn.at >= draft.opened_at and _of_the_draft(turn.utterance, draft):
            asked, waited = asked + 1, 0
    return asked, waited


def _of_the_draft(said: Utterance, draft: WhatIf) -> bool:
    """Whether the host asked for the draft: one of these questions, or what a model made of its parts."""
    if said.question is None:
        return False
    made = said.kind is UtteranceKind.WHATIF and not draft.turns.isdisjoint(said.takes_up)
    return said.question.id.startswith(PREFIX) or (made and said.source is Source.AI)


def _chosen(room: Room, workshop: Workshop, asked: int) -> WhatIfQuestion | None:
    """A question of the stage that is due, else of the next one that has any left; the server's unheard ones first."""
    here = {question.id for question in room.asked_here}
    # Two rooms on one film should not be asked alike: the salon turns the wheel.
    place = int(room.salon.id) + asked
    for unheard in (room.asked, here):
        for stage in stages(asked):
            left = [q for q in workshop.questions if q.stage is stage and q.id not in unheard]
            if left:
                return pick(left, place)
    return None


def _said(room: Room, newest: Part, question: WhatIfQuestion, speech: Speech) -> Utterance:
    character = _named(room, newest)
    line = question.named.format(character=character) if question.named and character else question.text
    head = next(
        (head for head in _heads(room, newest, speech) if word_count(f"{head} {line}") <= MOST_WORDS), ""
    )  # a name of thirty words is nobody's
    put = Asked(question.id, Kind.INTERPRETIVE, line)
    text = f"{head} {line}".strip()
    return said(UtteranceKind.WHATIF, text, f"the what-if needs: {question.stage}", (newest.turn_id,), put)


def _heads(room: Room, newest: Part, speech: Speech) -> Iterator[str]:
    """What may precede the question, the fullest first."""
    name = " ".join(speech.called(newest.author_name).replace("?", "").replace("!", "").split())
    if not any(char.isalnum() for char in name):  # nobody can be called by marks alone
        name = speech.somebody
    place, heads = room.host_turns, speech.workshop.heads
    if quote := _quote(room, newest):
        forms = heads.alone if room.solo else heads.anyone
        if ":" in quote:  # two colons in one sentence are one too many
            forms = tuple(form for form in forms if ":" not in form) or forms
        yield pick(forms, place).format(quote=quote, name=name)
    if not room.solo:
        yield pick(heads.bare, place).format(name=name)


def _quote(room: Room, newest: Part) -> str:
    """The clause of a contribution that is worth repeating, verbatim; empty where none is."""
    reading = room.readings.get(newest.turn_id)
    if reading is None:
        return ""
    best = reading.points[0] if reading.points else reading.faint
    if best is None or best.quote not in newest.shown:
        return ""
    # A mark inside would make a second question of it, or an exclamation of the host's.
    return "" if any(mark in best.quote for mark in _MARKS) else best.quote


def _named(room: Room, newest: Part) -> str | None:
    """The first of the film's characters in a contribution."""
    reading = room.readings.get(newest.turn_id)
    if reading is None:
        return None
    found = (*reading.points, *([reading.faint] if reading.faint else []))
    return next((name for point in found for name in point.characters), None)
