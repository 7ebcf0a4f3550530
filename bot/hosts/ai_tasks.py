"""The model's tasks: what it is sent for an opening, a decision and a wished question, and its bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.bank import QuestionBank
from bot.domain.decision import Trigger
from bot.domain.question import Kind, QuestionId
from bot.domain.salon import Salon
from bot.domain.spoiler import Horizon
from bot.domain.turn import Turn, UtteranceKind
from bot.hosts.ai_draft import Bounds
from bot.hosts.ai_messages import Extent, Look, Message, system_message, talk, title_message
from bot.hosts.ai_schema import DECISION, Shape
from bot.hosts.ai_settings import ModelSettings
from bot.hosts.footings import Footings
from bot.hosts.guard import Ground
from bot.hosts.phrases import Phrases
from bot.hosts.prompts import Prompts
from bot.records import PERSONA

if TYPE_CHECKING:
    from bot.domain.manners import Permit
    from bot.domain.point import Point
    from bot.domain.room import Room

OPENING_WORDS = 80
PROMPT_WORDS = 60
LINK_WORDS = 70
MARGIN = 0.85  # the share of what the guard allows that the model is told; models count badly
MOST_SCENES = 40


@dataclass(frozen=True, slots=True)
class View:
    """How one server's model sees the talk: as which persona, and which turns moderation has flagged."""

    persona: str = PERSONA
    flagged: Callable[[Turn], bool] = lambda _turn: False


class Tasks:
    """Builds requests from the prompts, the vocabulary and the bank's scene anchors."""

    def __init__(
        self, prompts: Prompts, phrases: Phrases, footings: Footings, bank: QuestionBank, settings: ModelSettings
    ) -> None:
        self._prompts = prompts
        self._footings = footings
        self._phrases = phrases
        self._bank = bank
        self._settings = settings

    def knows(self, theme: str | None, lens: str | None) -> bool:
        """Whether these are of the vocabulary (None is)."""
        return (theme is None or theme in self._bank.themes) and (lens is None or lens in self._bank.lenses)

    def names(self, room: Room) -> dict[int, str]:
        """The names that the model is shown, by author id."""
        return self._footings.names(room)

    def ground(self, room: Room) -> Ground:
        """What may be said in a room."""
        return replace(Ground.of_room(room), footing=self._footings.of_room(room))

    def withholds(self, room: Room, view: View) -> bool:
        """Whether the turn that waits for an answer, or the newest, is none for a model."""
        waiting = [turn for turn in (room.last, room.addressed) if turn is not None]
        return any(self.hides(turn, view) for turn in waiting)

    def withholds_point(self, room: Room, point: Point, view: View) -> bool:
        """Whether a point stands in a turn that is none for a model."""
        turn = room.turn(point.turn_id)
        return turn is None or self.hides(turn, view)

    def hides(self, turn: Turn, view: View) -> bool:
        """Whether the model does not see a turn: it gives orders, or moderation flagged it."""
        return view.flagged(turn) or self._footings.distrusts(turn)

    def opening(self, salon: Salon, view: View) -> list[Message]:
        """The request for an opening."""
        open_ = self._prompts.open
        people = open_.phrase("seen" if salon.horizon.seen >= 1 else "unseen")
        task = open_.render(people=people, words=OPENING_WORDS)
        return [self._system(salon, salon.horizon, DECISION, view), *self._title(salon), Message("user", task)]

    def deciding(self, room: Room, trigger: Trigger, permit: Permit, view: View) -> list[Message]:
        """The request for a decision."""
        decide = self._prompts.decide
        duty = [decide.phrase("must" if permit.must else "free")]
        if room.solo:
            duty.append(decide.phrase("answer"))
        task = decide.render(
            newest=f"turn {room.turns[-1].id}" if room.turns else "-",
            situation=self._situation(room, trigger),
            duty=" ".join(duty),
            words=int(MARGIN * permit.words),
        )
        return [*self._before(room, DECISION, Extent(self._settings.budget), view), Message("user", task)]

    def prompting(
        self, room: Room, theme: str | None, lens: str | None, kind: Kind | None, view: View
    ) -> list[Message]:
        """The request for a wished question."""
        prompt = self._prompts.prompt
        wishes = []
        if theme:
            wishes.append(prompt.phrase("theme", theme=self._bank.themes[theme].name))
        if lens:
            wishes.append(prompt.phrase("lens", lens=self._bank.lenses[lens].name))
        if kind:
            wishes.append(prompt.phrase("kind", kind=kind.value))
        task = prompt.render(wish=" ".join(wishes) or prompt.phrase("free"), words=PROMPT_WORDS)
        return [*self._before(room, DECISION, Extent(self._settings.budget), view), Message("user", task)]

    def countering(self, room: Room, point: Point, sign: str, view: View, *, named: bool) -> list[Message]:
        """The request for a counter-reading, which is to begin with ``sign``."""
        counter = self._prompts.counter
        words = int(MARGIN * self._counter_words(room, sign))
        which = counter.phrase("named" if named else "agreed")
        task = counter.render(turn=point.turn_id, which=which, sign=sign, words=words)
        return [*self._about(room, point, view), Message("user", task)]

    def pointing(self, room: Room, point: Point, permit: Permit, view: View) -> list[Message]:
        """The request to take up a point that somebody chose."""
        decide = self._prompts.decide
        length = decide.phrase("length_solo" if room.solo else "length_group")
        task = decide.render(
            newest=f"turn {room.turns[-1].id}",
            situation=f"{decide.phrase('pointed', turn=point.turn_id)} {length}",
            duty=decide.phrase("must"),
            words=int(MARGIN * permit.words),
        )
        return [*self._about(room, point, view), Message("user", task)]

    def linking(self, room: Room, parts: Sequence[Turn], sign: str, view: View) -> list[Message]:
        """The request for a link between two parts of a what-if, which is to begin with ``sign``."""
        messages = self._before(room, DECISION, Extent(self._settings.budget), view)
        for turn in parts:
            self._show(room, turn, messages, view)
        words = int(MARGIN * (LINK_WORDS - len(sign.split())))
        named = ", ".join(str(turn.id) for turn in parts)
        return [*messages, Message("user", self._prompts.link.render(turns=named, sign=sign, words=words))]

    def linking_bounds(self, room: Room, sign: str) -> Bounds:
        """The bounds of a link; there may be none, and it asks something."""
        ground = replace(self.ground(room), most_words=LINK_WORDS - len(sign.split()))
        bounds = self._bounds(ground, room.salon, room.asked)
        return replace(bounds, kind=UtteranceKind.WHATIF, must=False, needs_question=True)

    def shown(self, room: Room, turns: Sequence[Turn], shape: Shape, view: View) -> list[Message]:
        """Everything before a task about these turns alone."""
        look = self._look(room, view)
        start = [self._system(room.salon, room.horizon, shape, view), *self._title(room.salon)]
        return [*start, *map(look.message, turns)]

    def opening_bounds(self, salon: Salon, asked: frozenset[QuestionId]) -> Bounds:
        """The bounds of an opening."""
        ground = replace(Ground.of_salon(salon), footing=self._footings.of_salon(salon))
        bounds = self._bounds(ground, salon, asked)
        return replace(bounds, kind=UtteranceKind.OPENING, needs_question=True)

    def deciding_bounds(self, room: Room, trigger: Trigger, permit: Permit) -> Bounds:
        """The bounds of a decision: a lull makes any words a nudge; alone with one guest there is always a question."""
        ground = self.ground(room)
        ground = replace(ground, most_words=min(ground.most_words, permit.words))
        kind = UtteranceKind.NUDGE if trigger is Trigger.LULL else None
        bounds = self._bounds(ground, room.salon, room.asked)
        return replace(bounds, kind=kind, must=permit.must, needs_question=room.solo)

    def prompting_bounds(self, room: Room, theme: str | None, lens: str | None, kind: Kind | None) -> Bounds:
        """The bounds of a wished question."""
        wished = replace(self._bounds(self.ground(room), room.salon, room.asked), theme=theme, lens=lens)
        return replace(wished, kind=UtteranceKind.QUESTION, needs_question=True, question_kind=kind)

    def countering_bounds(self, room: Room, sign: str) -> Bounds:
        """The bounds of a counter-reading; the sign is put before it where the model left it out."""
        ground = replace(self.ground(room), most_words=self._counter_words(room, sign))
        return replace(self._bounds(ground, room.salon, room.asked), kind=UtteranceKind.COUNTER)

    def _counter_words(self, room: Room, sign: str) -> int:
        return Ground.of_room(room).most_words - len(sign.split())

    def _bounds(self, ground: Ground, salon: Salon, asked: frozenset[QuestionId]) -> Bounds:
        """What all tasks share."""
        return Bounds(
            ground=ground,
            phrases=self._phrases,
            themes=frozenset(self._bank.themes),
            lenses=frozenset(self._bank.lenses),
            asked=asked,
            facts=salon.film.listed,
        )

    def _situation(self, room: Room, trigger: Trigger) -> str:
        """Who is here and what just happened."""
        decide = self._prompts.decide
        said = [decide.phrase("solo") if room.solo else decide.phrase("group", people=len(room.people))]
        if room.addressed is not None:
            said.append(decide.phrase("addressed"))
        if trigger is Trigger.LULL:
            said.append(decide.phrase("lull"))
        said.append(decide.phrase("lately", since=room.since_host))
        said.append(decide.phrase("length_solo" if room.solo else "length_group"))
        return " ".join(said)

    def _before(self, room: Room, shape: Shape, extent: Extent, view: View) -> list[Message]:
        """Everything before the task."""
        start = [self._system(room.salon, room.horizon, shape, view), *self._title(room.salon)]
        return [*start, *talk(room, extent, self._look(room, view))]

    def _look(self, room: Room, view: View) -> Look:
        system = self._prompts.system
        return Look(
            self.names(room), lambda turn: self.hides(turn, view), system.phrase("left_out"), system.phrase("ledger")
        )

    def _about(self, room: Room, point: Point, view: View) -> list[Message]:
        """Everything before a task about one point; its turn is brought back where it is not shown."""
        messages = self._before(room, DECISION, Extent(self._settings.budget), view)
        if (turn := room.turn(point.turn_id)) is not None:
            self._show(room, turn, messages, view)
        return messages

    def _show(self, room: Room, turn: Turn, messages: list[Message], view: View) -> None:
        """Bring a turn back where it is not among the messages."""
        labels = (f"[turn {turn.id}]", f"[turn {turn.id},")
        if not any(message.text.startswith(labels) for message in messages):
            messages.append(self._look(room, view).message(turn, earlier=True))

    def _title(self, salon: Salon) -> list[Message]:
        """The title that somebody typed, unless it gives orders."""
        gives_orders = self._footings.words.is_order(salon.film.title)
        return title_message(salon.film, self._prompts.system.phrase("left_out") if gives_orders else None)

    def _system(self, salon: Salon, horizon: Horizon, shape: Shape, view: View) -> Message:
        return system_message(
            self._prompts.system,
            salon,
            persona=self._prompts.persona(view.persona),
            horizon=horizon,
            themes=self._bank.themes,
            lenses=self._bank.lenses,
            scenes=self._scenes(salon, horizon),
            schema=shape.text,
        )

    def _scenes(self, salon: Salon, horizon: Horizon) -> Sequence[str]:
        """Scene anchors of the bank that this room may hear, each once."""
        asked = self._bank.of_film(salon.film.id)
        safe = (question.anchor for question in asked if horizon.allows(question.reveals))
        return list(dict.fromkeys(anchor for anchor in safe if anchor))[:MOST_SCENES]
