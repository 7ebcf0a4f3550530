"""The house host: curated questions, people's own words, and a great deal of silence. Needs no key and no network."""

from __future__ import annotations

import re

from bot.domain.bank import Chooser, Impression, QuestionBank, Wish
from bot.domain.decision import Decision, Trigger
from bot.domain.lexicon import Lexicon
from bot.domain.manners import LULLS, Permit, may_speak
from bot.domain.point import Point
from bot.domain.question import Asked, Kind, Movement, Question, QuestionId
from bot.domain.reader import TurnReading
from bot.domain.recap import Recap
from bot.domain.room import Room
from bot.domain.salon import Salon
from bot.domain.speech import Speech
from bot.domain.spoiler import EVERYTHING, Reveal
from bot.domain.turn import Source, Turn, Utterance, UtteranceKind
from bot.domain.whatif import WhatIf
from bot.domain.wording import word_count
from bot.errors import NotFound
from bot.hosts.asked_about import about_a_claim, wants_pressing
from bot.hosts.attention import Attention, movement_of
from bot.hosts.composing import Composer, asked, pick
from bot.hosts.countering import consensus, counter_to
from bot.hosts.facts import fact_answer
from bot.hosts.lull import for_a_lull, to_the_unseeing
from bot.hosts.recapping import write_recap
from bot.hosts.stalling import help_along
from bot.hosts.turning_back import turn_back
from bot.hosts.two_sides import quarrel
from bot.hosts.whatif_asking import next_question

_WHEN_ASKED = 90  # words, in a group, when somebody asked for them
_ANNOUNCEMENT = 25  # words; whoever announces at more length has already begun
_CHOOSERS = 64
_GAPS = re.compile(r" {2,}")
_OF_THE_THEME = 1.0  # what the theme alone adds to a question's fit
_SAYS_SOMETHING = 2  # words with content
_REST = 7  # participants' turns between two that nobody asked for, where the room talks
_UNDER_WAY = 8  # participants' turns before a question to those who have not seen the film
_FITS = 1.4  # a film question is asked after somebody's words only if one of its cues was among them, or its theme


class HouseHost:
    """Implements the Host port. ``lulls`` caps the nudges of one evening."""

    def __init__(self, bank: QuestionBank, speech: Speech, *, lulls: int = LULLS) -> None:
        self._bank = bank
        self._speech = speech
        self._lulls = lulls
        self._choosers: dict[str, Chooser] = {}

    def _chooser(self, film: str) -> Chooser:
        """The chooser of a film; those of the last films are kept, since making one reads the whole bank."""
        if film not in self._choosers:
            if len(self._choosers) >= _CHOOSERS:
                self._choosers.clear()
            self._choosers[film] = Chooser(self._bank, film)
        return self._choosers[film]

    async def open(self, salon: Salon, asked_before: frozenset[QuestionId]) -> Utterance:
        """Open with the film's own opening, or with an unasked question about it when this server has heard that one."""
        film, notes = salon.film, self._bank.notes.get(salon.film.id)
        if notes is not None and QuestionId(f"opening:{film.id}") not in asked_before:
            text = notes.opening if salon.horizon == EVERYTHING else notes.opening_unseen
            question = Asked(QuestionId(f"opening:{film.id}"), Kind.INTERPRETIVE, text)
            return Utterance(UtteranceKind.OPENING, text, Source.HOUSE, "opening of the film", (), question)
        return self._general_opening(salon, asked_before)

    def _general_opening(self, salon: Salon, asked_before: frozenset[QuestionId]) -> Utterance:
        film, forms = salon.film, self._speech.opening
        # Two evenings on one film should not open alike: where no question is the film's own, the moment turns the wheel.
        place = int(salon.opened_at.timestamp()) // 7
        wish = Wish(film.id, salon.horizon, asked_before, lens=salon.lens, movement=Movement.IMPRESSIONS)
        chooser = self._chooser(film.id)
        question = chooser.about_the_film(wish) or chooser.through_the_lens(wish)
        spares = forms["questions" if film.listed else "unlisted_questions"]
        left = [n for n in range(len(spares)) if QuestionId(f"opening:any-{n}") not in asked_before]
        number = pick(left or range(len(spares)), place)
        form = "unlisted" if not film.listed else "listed" if film.year and film.directors else "authored"
        text = pick(forms[form], place).format(
            film=film.title,
            directors=self._speech.listed(film.directors),
            year=film.year,
            blurb="" if question else film.blurb,
            question=question.text if question else spares[number],
        )
        text = _GAPS.sub(" ", text).strip()  # no-break spaces stay
        put = (
            asked(question)
            if question
            else Asked(QuestionId(f"opening:any-{number}"), Kind.INTERPRETIVE, spares[number])
        )
        return Utterance(UtteranceKind.OPENING, text, Source.HOUSE, "opening", (), put)

    async def decide(self, room: Room, trigger: Trigger) -> Decision:
        """One decision: silence by default; an answer when somebody waits for it; otherwise only for a strong point."""
        if (cooled := turn_back(room, trigger, self._speech)) is not None:
            return cooled
        permit = may_speak(room, trigger, lulls=self._lulls)
        after = room.last.id if room.last else None
        if not permit.allowed:
            return Decision(after, permit.reason)
        if trigger is Trigger.LULL:
            said, reason = self._nudge(room, permit), "nothing left open"
        elif permit.must:
            said, reason = self._answer(room, permit), "nothing to answer"
        else:
            said, reason = self._join(room, permit)
        if said is not None and not permit.must and word_count(said.text) > permit.words:
            said, reason = None, "too few words left for it"
        return Decision(after, said.reason if said else reason, said)

    def _answer(self, room: Room, permit: Permit) -> Utterance | None:
        """Answer the person who waits: their wish for room, for a view or a fact, else their best point."""
        # Alone with the host everything is said to it, so that the newest counts and an older call no longer does.
        turn = room.last if room.solo else room.addressed or room.last
        if turn is None:
            return None
        composer = self._composer(room, permit)
        reading = room.readings[turn.id]
        best = reading.points[0] if reading.points else reading.faint
        views = not room.solo and room.reader.lexicon.asks_view.any(list(reading.words))
        # Whoever asks for its view of a claim asks about the claim.
        if views and (said := about_a_claim(room, turn, composer, self._speech, held=True)) is not None:
            return said
        if (said := self._to_a_wish(room, turn, composer)) is not None:
            return said
        if not room.solo and (said := about_a_claim(room, turn, composer, self._speech)) is not None:
            return said
        if best is not None:
            return composer.take_up(best, "takes up the point")
        return composer.reply(_without_a_point(reading, room.reader.lexicon), turn, "asks, since nothing was claimed")

    def _to_a_wish(self, room: Room, turn: Turn, composer: Composer) -> Utterance | None:
        """The answer to what was asked of the host itself: room to speak, a view, a fact, who it is, a farewell."""
        reading, lexicon = room.readings[turn.id], room.reader.lexicon
        words, film = list(reading.words), room.salon.film
        said: Utterance | None = None
        if lexicon.announces.any(words) and len(words) < _ANNOUNCEMENT:
            said = composer.plain(UtteranceKind.TAKEUP, "room", turn, "makes room for what was announced")
        elif lexicon.asks_view.any(words):
            said = self._view(room, turn, composer)
        elif (fact := fact_answer(self._speech, lexicon, film, words, asks=reading.asks)) is not None:
            said = composer.with_question(UtteranceKind.TAKEUP, fact, turn, "answers a question of fact")
        elif reading.asks and lexicon.asks_fact.any(words):
            said = composer.reply("fact_unknown", turn, "does not know that fact")
        elif lexicon.asks_host.any(words):
            said = composer.reply("host", turn, "says what it is")
        elif lexicon.farewells.any(words) and not reading.points:
            said = composer.plain(UtteranceKind.CLOSING, "farewell", turn, "says good night")
        return said

    def _view(self, room: Room, turn: Turn, composer: Composer) -> Utterance | None:
        """Say what the host thinks of the film, once each, or why it has no view; then ask."""
        film = room.salon.film
        said = "\n".join(t.text for t in room.turns if t.by_host)
        notes = self._bank.notes.get(film.id)
        views = [
            i for i in (notes.impressions if notes else ()) if room.horizon.allows(i.reveals) and i.text not in said
        ]
        words = set(room.readings[turn.id].words)
        views.sort(key=lambda i: (-len(words & set(i.cues)), i.reveals is not Reveal.ALL))
        if views:
            return composer.with_question(UtteranceKind.TAKEUP, _spoken(views[0]), turn, "gives its impression")
        name = "impression_facts" if film.listed else "impression_unlisted"
        return composer.reply(name, turn, "has no impression to give")

    def _join(self, room: Room, permit: Permit) -> tuple[Utterance | None, str]:
        """In a group, unasked: connect two sides or take up a strong point that has had its chance."""
        attention = Attention(room)
        if (reason := attention.keep_out() or _too_soon(room)) is not None:
            return None, reason
        composer = self._composer(room, permit, sheltered=attention.sheltered)
        dispute = attention.dispute() or quarrel(room, composer.speakable, self._speech)
        if dispute is not None and not attention.choosing and (said := composer.connect(*dispute)) is not None:
            return said, ""
        if (said := help_along(room, composer, self._speech, nudges=self._lulls)) is not None:
            return said, ""
        if attention.choosing and (said := self._to_the_unseeing(room, composer)) is not None:
            return said, ""
        return self._to_a_strong_point(room, attention, composer)

    def _to_a_strong_point(self, room: Room, attention: Attention, composer: Composer) -> tuple[Utterance | None, str]:
        """Take it up with a question of the film's own, or press it for its scene."""
        if (point := attention.strongest()) is None:
            return None, attention.why_silent
        said = composer.take_up(point, attention.why)
        if said is not None and self._fits_any_film(said, room):
            said = (
                composer.press(point, "presses a claim for its scene")
                if wants_pressing(room, point, self._speech)
                else None
            )
            return said, "nothing to ask that only this film could answer"
        return said, "no question fits"

    def _to_the_unseeing(self, room: Room, composer: Composer) -> Utterance | None:
        """One question that gives nothing away, where somebody has not seen the film and the talk is under way."""
        if room.person_turns < _UNDER_WAY or room.host_turns:
            return None
        return to_the_unseeing(room, composer, UtteranceKind.TAKEUP, self._unseen(room))

    def _unseen(self, room: Room) -> str | None:
        """The film's opening for those who have not seen it, unless the salon was opened with it."""
        notes = self._bank.notes.get(room.salon.film.id)
        return notes.opening_unseen if notes is not None and room.salon.horizon == EVERYTHING else None

    def _fits_any_film(self, said: Utterance, room: Room) -> bool:
        """Whether the question would go with any film: it is none of this film's own."""
        return said.question is not None and not self._chooser(room.salon.film.id).owns(said.question.id)

    def _nudge(self, room: Room, permit: Permit) -> Utterance | None:
        """Into a silence: the first of what may be said there that there are words left for."""
        attention = Attention(room)
        if attention.keep_out(quiet=True) is not None:
            return None
        composer = self._composer(room, permit, sheltered=attention.sheltered)
        unseen = self._unseen(room)
        found = for_a_lull(room, attention, composer, self._speech, nudges=self._lulls, unseen=unseen)
        return next((said for said in found if said is not None and word_count(said.text) <= permit.words), None)

    async def prompt(self, room: Room, theme: str | None, lens: str | None, kind: Kind | None) -> Utterance:
        """A question as wished for; without a wish, one that suits where the evening stands."""
        composer = self._composer(room, Permit(True, "asked for"))
        wish = composer.wish((), lens=lens, kind=kind, themes=(theme,) if theme else ())
        question = self._wished(self._chooser(room.salon.film.id), wish, theme, lens)
        if question is None:
            raise NotFound("no_question")
        return Utterance(UtteranceKind.QUESTION, question.text, Source.HOUSE, "asked for", (), asked(question))

    async def counter(self, room: Room, point: Point | None) -> Utterance:
        """The strongest case it has against a point, or against what the room agrees on."""
        target = point or consensus(room)
        if target is None:
            raise NotFound("no_point")
        composer, chooser = self._composer(room, _when_asked(room)), self._chooser(room.salon.film.id)
        named = point is not None
        return counter_to(room, target, composer, chooser, self._speech.counter, fits=_FITS, named=named)

    async def take_up(self, room: Room, point: Point) -> Utterance:
        """Somebody's point that somebody else wants taken up."""
        said = self._composer(room, _when_asked(room)).take_up(point, "takes up what it was pointed at")
        if said is None:
            raise NotFound("no_question")
        return said

    @staticmethod
    def _wished(chooser: Chooser, wish: Wish, theme: str | None, lens: str | None) -> Question | None:
        if lens is not None:
            found = chooser.about_the_film(wish)
            return found if found is not None and found.lens == lens else chooser.through_the_lens(wish)
        if theme is not None:
            return chooser.about_the_film(wish, at_least=_OF_THE_THEME) or chooser.about_the_theme(wish)
        return chooser.about_the_film(wish) or chooser.for_evidence(wish, "any")

    def _composer(self, room: Room, permit: Permit, *, sheltered: bool = False) -> Composer:
        chooser, movement = self._chooser(room.salon.film.id), movement_of(room)
        return Composer(room, chooser, self._speech, permit, movement, _FITS, sheltered=sheltered)

    async def next_question(self, room: Room, draft: WhatIf) -> Utterance | None:
        """The next dramatic question, hand-written, after the newest contribution."""
        return next_question(room, draft, self._speech)

    async def recap(self, room: Room) -> Recap:
        """The record, made of what people said."""
        return write_recap(room, self._speech)


def _when_asked(room: Room) -> Permit:
    """How much may be said because somebody asked for it."""
    return Permit(True, "asked for") if room.solo else Permit(True, "asked for", words=_WHEN_ASKED)


def _spoken(impression: Impression) -> str:
    return impression.text


def _without_a_point(reading: TurnReading, lexicon: Lexicon) -> str:
    """Which plain reply suits a message that claims nothing."""
    words = list(reading.words)
    if not words:
        return "wordless"
    if lexicon.small_talk.opens(words):
        return "greeting"
    if reading.asks:
        return "asked_back"
    if reading.agrees:
        return "short_yes"
    return "short" if len(lexicon.content(words)) < _SAYS_SOMETHING else "aside"


def _too_soon(room: Room) -> str | None:
    """Why a room that talks is left to itself for a while after the host has spoken in it, the longer if nobody answered."""
    if room.host_turns and room.since_host < _REST * (1 + 2 * min(room.ignored, 2)):
        return "spoke not long ago, and the room goes on by itself"
    return None
