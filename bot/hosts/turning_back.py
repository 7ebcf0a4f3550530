"""What the house host says when people are at each other: once in a salon, back to the screen, about nobody."""

from __future__ import annotations

from bot.domain.decision import Decision, Trigger
from bot.domain.heat import Call, response
from bot.domain.question import Asked, Kind, QuestionId
from bot.domain.room import Room
from bot.domain.speech import Speech
from bot.domain.turn import Source, Utterance, UtteranceKind
from bot.hosts.composing import pick


def turn_back(room: Room, trigger: Trigger, speech: Speech) -> Decision | None:
    """What heat in the room calls for; None where it calls for nothing and the host goes on as always."""
    answer = response(room, trigger)
    if answer.call is Call.GO_ON:
        return None
    after = room.last.id if room.last else None
    if answer.call is Call.KEEP_STILL:
        return Decision(after, answer.reason)
    return Decision(after, answer.reason, _words(room, speech, answer.reason))


def _words(room: Room, speech: Speech, reason: str) -> Utterance:
    """One of the forms, one that this server has not heard about this film while there is one. It takes up nobody."""
    forms = {QuestionId(f"turn_back:{place}"): form for place, form in enumerate(speech.turn_back)}
    left = [name for name in forms if name not in room.asked]
    name = pick(left or list(forms), room.host_turns + sum(map(ord, room.salon.film.id)))
    film = room.salon.film.title
    line = forms[name].question.format(film=film)
    put = Asked(name, Kind.INTERPRETIVE, line)
    text = f"{forms[name].head.format(film=film)} {line}"
    return Utterance(UtteranceKind.TURN_BACK, text, Source.HOUSE, reason, (), put)
