"""The model's tasks: what it is sent for an opening, a decision, a wished question and a recap, and its bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.bank import QuestionBank
from bot.domain.decision import Trigger
from bot.domain.question import Kind, QuestionId
from bot.domain.salon import Salon
from bot.domain.turn import UtteranceKind
from bot.hosts.ai_draft import Bounds
from bot.hosts.ai_messages import Message, labels, system_message, talk, title_message
from bot.hosts.ai_recap import MOST_ITEMS
from bot.hosts.ai_schema import DECISION, RECAP, Shape
from bot.hosts.ai_settings import ModelSettings
from bot.hosts.guard import Ground
from bot.hosts.phrases import Phrases
from bot.hosts.prompts import Prompts

if TYPE_CHECKING:
    from bot.domain.manners import Permit
    from bot.domain.room import Room

OPENING_WORDS = 80
PROMPT_WORDS = 60
MARGIN = 0.85  # the share of what the guard allows that the model is told; models count badly
MOST_SCENES = 40


class Tasks:
    """Builds requests from the prompts, the vocabulary and the bank's scene anchors."""

    def __init__(self, prompts: Prompts, phrases: Phrases, bank: QuestionBank, settings: ModelSettings) -> None:
        self._prompts = prompts
        self._phrases = phrases
        self._bank = bank
        self._settings = settings

    def knows(self, theme: str | None, lens: str | None) -> bool:
        """Whether these are of the vocabulary (None is)."""
        return (theme is None or theme in self._bank.themes) and (lens is None or lens in self._bank.lenses)

    def names(self, room: Room) -> dict[int, str]:
        """The names that the model is shown, by author id."""
        return labels(room.people)

    def opening(self, salon: Salon) -> list[Message]:
        """The request for an opening."""
        open_ = self._prompts.open
        people = open_.phrase("seen" if salon.horizon.seen >= 1 else "unseen")
        task = open_.render(people=people, words=OPENING_WORDS)
        return [self._system(salon, DECISION), *title_message(salon.film), Message("user", task)]

    def deciding(self, room: Room, trigger: Trigger, permit: Permit) -> list[Message]:
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
        return [*self._before(room, DECISION, self._settings.budget), Message("user", task)]

    def prompting(self, room: Room, theme: str | None, lens: str | None, kind: Kind | None) -> list[Message]:
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
        return [*self._before(room, DECISION, self._settings.budget), Message("user", task)]

    def recapping(self, room: Room) -> list[Message]:
        """The request for a recap."""
        recap = self._prompts.recap
        names = list(self.names(room).values())
        alone = len(names) == 1
        people = recap.phrase("solo", name=names[0]) if alone else recap.phrase("group", count=len(names))
        task = recap.render(people=people, items=MOST_ITEMS)
        return [*self._before(room, RECAP, self._settings.recap_budget), Message("user", task)]

    def opening_bounds(self, salon: Salon, asked: frozenset[QuestionId]) -> Bounds:
        """The bounds of an opening."""
        bounds = self._bounds(Ground.of_salon(salon), salon, asked)
        return replace(bounds, kind=UtteranceKind.OPENING, needs_question=True)

    def deciding_bounds(self, room: Room, trigger: Trigger, permit: Permit) -> Bounds:
        """The bounds of a decision: a lull makes any words a nudge; alone with one guest there is always a question."""
        ground = Ground.of_room(room)
        ground = replace(ground, most_words=min(ground.most_words, permit.words))
        kind = UtteranceKind.NUDGE if trigger is Trigger.LULL else None
        bounds = self._bounds(ground, room.salon, room.asked)
        return replace(bounds, kind=kind, must=permit.must, needs_question=room.solo)

    def prompting_bounds(self, room: Room, theme: str | None, lens: str | None, kind: Kind | None) -> Bounds:
        """The bounds of a wished question."""
        wished = replace(self._bounds(Ground.of_room(room), room.salon, room.asked), theme=theme, lens=lens)
        return replace(wished, kind=UtteranceKind.QUESTION, needs_question=True, question_kind=kind)

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

    def _before(self, room: Room, shape: Shape, budget: int) -> list[Message]:
        """Everything before the task."""
        ledger = self._prompts.system.phrase("ledger")
        turns = talk(room.turns, self.names(room), budget, room.open_points(), ledger)
        return [self._system(room.salon, shape), *title_message(room.salon.film), *turns]

    def _system(self, salon: Salon, shape: Shape) -> Message:
        return system_message(
            self._prompts.system,
            salon,
            themes=self._bank.themes,
            lenses=self._bank.lenses,
            scenes=self._scenes(salon),
            schema=shape.text,
        )

    def _scenes(self, salon: Salon) -> Sequence[str]:
        """Scene anchors of the bank that this room may hear, each once."""
        asked = self._bank.of_film(salon.film.id)
        safe = (question.anchor for question in asked if salon.horizon.allows(question.reveals))
        return list(dict.fromkeys(anchor for anchor in safe if anchor))[:MOST_SCENES]
