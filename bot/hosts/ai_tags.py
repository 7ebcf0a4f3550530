"""Themes found by a language model and held to what was said; where the model fails, the house finder's stand.

A batch goes out in portions. The model names a turn, the id of a theme, and the words of that turn which carry it, and
none of that is taken on trust: a tag stands only on a turn that was shown, under an id that was offered, with words that
stand in that turn. What people called their server's own themes is shown as their words are, under ids of ours.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.breaker import Breaker
from bot.domain.content import Content, Library
from bot.domain.salon import Salon
from bot.domain.tagger import MOST, Found
from bot.domain.theme import Theme
from bot.domain.turn import Turn, TurnId
from bot.domain.wording import tokens
from bot.hosts.ai_asking import Asking, Order
from bot.hosts.ai_client import ModelClient
from bot.hosts.ai_failure import ModelFailure, TurnWithheld
from bot.hosts.ai_messages import Message, guest_words, short
from bot.hosts.ai_meter import Meter
from bot.hosts.ai_moderation import NEWEST, Moderation
from bot.hosts.ai_schema import Shape, TagsDraft, read, tags_of, tags_shape
from bot.hosts.ai_settings import ModelSettings
from bot.hosts.footings import Footings
from bot.hosts.guard_words import GuardWords
from bot.hosts.prompts import Prompt, Prompts
from bot.hosts.tagging import names_in
from bot.hosts.tags_held import Checked, held, says
from bot.ports import Clock, ModelAccount, ThemeFinder

log = logging.getLogger(__name__)

MOST_TURNS = 24
"""Turns in one request, so that its answer is short enough to come in time."""
LONGEST = 1_000
"""Characters of a turn that the model is shown."""
_LEAST = 12  # bytes of letters; what is shorter ("so true", "haha yes") carries no theme that the house finder misses
_TITLE = 200  # characters of a film's title
_CUES = 6  # words that are shown with a server's own theme
_THEMES = re.compile(r"\[(?=\s*themes\b)", re.IGNORECASE)  # a label of ours, besides those that guest_words knows


@dataclass(frozen=True, slots=True)
class Offer:
    """What the model may choose from: theme ids by what it calls them, a server's own in ``lines`` of people's words."""

    ids: Mapping[str, str]
    lines: tuple[str, ...]
    shape: Shape


class AIFinder:
    """Implements ``bot.ports.ThemeFinder`` with a model; ``house`` finds what it cannot."""

    def __init__(
        self,
        model: ModelClient,
        house: ThemeFinder,
        asking: Asking,
        *,
        prompt: Prompt,
        library: Library,
        footings: Footings,
        settings: ModelSettings,
    ) -> None:
        self._model = model
        self._house = house
        self._asking = asking
        self._prompt = prompt
        self._library = library
        self._footings = footings
        self._settings = settings
        self._themes = tuple(library.default.bank.vocabulary)
        self._system = Message("system", prompt.render(themes=_listed(library.default), most=MOST))

    async def find(self, salon: Salon, turns: Sequence[Turn], own: Sequence[Theme]) -> Sequence[tuple[Found, ...]]:
        """The themes of each turn, of the vocabulary or of the server's own."""
        offer, until = self._offer(own), time.monotonic() + self._settings.tag_patience
        found: dict[TurnId, tuple[Found, ...]] = {}
        for portion in _portions([turn for turn in turns if self._shows(turn)], self._settings.tag_budget):
            left = min(self._settings.patience, until - time.monotonic())
            if left > 0:
                found |= await self._portion(salon, portion, offer, left)
        rest = [turn for turn in turns if turn.id not in found]
        if rest:
            plain = await self._house.find(salon, rest, own)
            found |= {turn.id: tags for turn, tags in zip(rest, plain, strict=True)}
        return [found[turn.id] for turn in turns]

    def _shows(self, turn: Turn) -> bool:
        """Whether a turn is one for the model: a guest's, with something to it, that gives no orders."""
        letters = "".join(filter(str.isalpha, turn.text))
        enough = len(letters.encode("utf-8", "replace")) >= _LEAST
        return enough and not turn.by_host and not self._footings.distrusts(turn)

    def _offer(self, own: Sequence[Theme]) -> Offer:
        """The vocabulary, and those of a server's own themes that give no orders."""
        ids, lines = {theme: theme for theme in self._themes}, []
        for number, theme in enumerate(own, start=1):
            words = f"{theme.name} ({', '.join(theme.cues[:_CUES])})" if theme.cues else theme.name
            if not any(map(self._footings.words.is_order, (theme.name, *theme.cues, words))):
                ids[f"server-{number}"] = theme.id
                lines.append(f"server-{number}: {short(_talk(words))}")
        return Offer(ids, tuple(lines), tags_shape(tuple(ids)))

    async def _portion(
        self, salon: Salon, turns: Sequence[Turn], offer: Offer, patience: float
    ) -> Mapping[TurnId, tuple[Found, ...]]:
        """What the model finds in some turns; nothing about those that it was not shown or fails at."""

        async def tagged(order: Order) -> Checked:
            for first in range(0, len(turns), NEWEST):
                await self._asking.moderation.look_at(turns[first : first + NEWEST])
            shown = [turn for turn in turns if not order.view.flagged(turn)]
            if not shown:
                raise TurnWithheld("the turns are none for a model")
            return await self._tagged(salon, shown, offer, order.meter)

        try:
            return (await self._asking.asked("tags", salon.guild_id, tagged, patience)).found
        except ModelFailure:
            return {}

    async def _tagged(self, salon: Salon, turns: Sequence[Turn], offer: Offer, meter: Meter) -> Checked:
        """One answer and what stands of it. Raises ModelFailure, also when it says much and nothing stands."""
        began = time.monotonic()
        draft = await self._answer(self._messages(salon, turns, offer), offer.shape, meter)
        content = self._library.of(salon.language)
        passing = names_in(salon.film)
        checked = held(
            tags_of(draft, 2 * MOST * len(turns)), turns, offer.ids, lambda words: says(words, content, passing)
        )
        tags = sum(map(len, checked.found.values()))
        took = round(1000 * (time.monotonic() - began))
        log.info(
            "event=model_tagged salon=%s turns=%s tags=%s dropped=%s took_ms=%s",
            salon.id, len(turns), tags, checked.dropped, took,
        )  # fmt: skip
        if draft.tags and not tags:
            raise ModelFailure("guard: nothing stands", counts=False)
        return checked

    async def _answer(self, messages: Sequence[Message], shape: Shape, meter: Meter) -> TagsDraft:
        """The model's answer, with more room once where it was cut off. Raises ModelFailure."""
        limit = self._settings.tag_most_tokens
        reply = await self._model.complete(messages, shape, limit, meter)
        if reply.complete is False:
            reply = await self._model.complete(messages, shape, 2 * limit, meter)
        if reply.complete is False:
            raise ModelFailure("truncated")
        return read(TagsDraft, reply.text)

    def _messages(self, salon: Salon, turns: Sequence[Turn], offer: Offer) -> list[Message]:
        """The request: what never changes first, then what belongs to the server, then the talk."""
        messages, title = [self._system], salon.film.label
        if offer.lines:
            messages.append(Message("user", "\n".join((self._prompt.phrase("own"), *offer.lines))))
        if not self._footings.words.is_order(title):
            messages.append(Message("user", f"[film] {_talk(title)[:_TITLE]}"))
        messages += [Message("user", f"[turn {turn.id}] {_talk(turn.text)[:LONGEST]}") for turn in turns]
        return [*messages, Message("user", self._prompt.phrase("task"))]


def ai_finder(
    model: ModelClient,
    house: ThemeFinder,
    *,
    prompts: Prompts,
    library: Library,
    words: GuardWords,
    clock: Clock,
    settings: ModelSettings,
    breaker: Breaker,
    account: ModelAccount | None = None,
    moderation: Moderation | None = None,
) -> AIFinder:
    """A finder beside the AI host: ``model``, ``breaker`` and ``moderation`` are shared with it, ``account`` likewise.

    ``words`` may be those of any language: of them only how guests give orders is used.
    """
    asking = Asking(
        moderation or Moderation(model, clock, wanted=settings.moderated),
        breaker,
        patience=settings.patience,
        account=account,
        log=log,
        instead="the house finder finds them",
    )
    content = library.default
    footings = Footings(content.bank, words, content.lexicon.stop)
    return AIFinder(model, house, asking, prompt=prompts.tags, library=library, footings=footings, settings=settings)


def _talk(text: str) -> str:
    """People's words without anything that could pass for one of our labels."""
    return _THEMES.sub("(", guest_words(text))


def _portions(turns: Sequence[Turn], budget: int) -> Iterator[Sequence[Turn]]:
    """The turns in order, in as few requests as their number and length allow; every request has at least one."""
    portion: list[Turn] = []
    size = 0
    for turn in turns:
        length = min(len(turn.text), LONGEST)
        if portion and (len(portion) == MOST_TURNS or size + length > budget):
            yield portion
            portion, size = [], 0
        portion.append(turn)
        size += length
    if portion:
        yield portion


def _listed(content: Content) -> str:
    """The ids of the vocabulary, a line each, with the words of a theme's name that its id does not have."""
    lexicon = content.lexicon
    lines = []
    for theme in content.bank.vocabulary.values():
        said = {lexicon.stem(part) for part in theme.id.split("-")}
        more = [word for word in tokens(theme.name) if word not in lexicon.stop and lexicon.stem(word) not in said]
        lines.append(f"{theme.id}: {' '.join(more)}" if more else theme.id)
    return "\n".join(lines)
