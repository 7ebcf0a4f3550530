"""Putting the house host's turns together: whose words, then one question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from bot.domain.bank import Chooser, Uptake, Wish
from bot.domain.following import Wondered, passed_over
from bot.domain.lexicon import PhraseSet
from bot.domain.manners import Permit
from bot.domain.point import Point, PointKind, PointState
from bot.domain.question import Asked, Kind, Movement, Question, QuestionId
from bot.domain.room import Room
from bot.domain.speech import Speech, Stalled
from bot.domain.spoiler import NOTHING
from bot.domain.turn import Source, Turn, TurnId, Utterance, UtteranceKind
from bot.domain.wording import tokens, word_count
from bot.hosts.quoting import whole

T = TypeVar("T")
_TOUCHES = 0.5  # how well a film's question fits that shares a theme with the words, or came up a little earlier
_SAME = 2  # words with content that a question and somebody's words share from which they speak of the same
_KINDS = {PointKind.PROPOSAL: UtteranceKind.WHATIF}


def pick(forms: Sequence[T], place: int) -> T:
    """One of several forms, going round: the same place always gives the same one."""
    return forms[place % len(forms)]


def asked(question: Question) -> Asked:
    """A question of the bank as it is put."""
    return Asked(question.id, question.kind, question.text, question.theme, question.lens)


class Composer:
    """Composes one turn for one moment of a room. Every method returns None when nothing fitting can be said."""

    def __init__(
        self,
        room: Room,
        chooser: Chooser,
        speech: Speech,
        permit: Permit,
        movement: Movement,
        fits: float,
        *,
        sheltered: bool = False,
    ) -> None:
        self._room = room
        self._speech = speech
        self._permit = permit
        self._movement = movement
        self._fits = fits
        self._chooser = chooser
        self._horizon = NOTHING if sheltered else room.horizon
        self._place = room.host_turns + sum(map(ord, room.salon.film.id))

    def called(self, name: str) -> str:
        """A participant's name as it may be said."""
        return self._speech.called(name)

    def wish(
        self,
        words: Sequence[str],
        *,
        themes: Sequence[str] = (),
        lens: str | None = None,
        kind: Kind | None = None,
        spent: int = 0,
    ) -> Wish:
        """What the next question should be like here; ``spent`` words are already used by what precedes it."""
        room = self._room
        before = [w for t in room.turns[-5:-1] if not t.by_host for w in room.readings[t.id].words]
        return Wish(
            film=room.salon.film.id, horizon=self._horizon, asked=room.asked, words=words, before=before, themes=themes,
            movement=self._movement, lens=lens or room.salon.lens, kind=kind, most_words=max(8, self._permit.words - spent),
        )  # fmt: skip

    def speakable(self, point: Point) -> Point | None:
        """The point with words that can be repeated as they are: a whole clause. None where it has none."""
        turn = self._room.turn(point.turn_id)
        return whole(point, turn, self._room.reader.lexicon) if turn is not None else None

    def take_up(self, point: Point, reason: str) -> Utterance | None:
        """Somebody's words, and the question that follows from them."""
        turn, kept = self._room.turn(point.turn_id), self.speakable(point)
        if turn is None or kept is None:
            return None
        point = kept
        # The words of the point itself decide, not whatever else the person said in the same breath.
        wish = self.wish(tokens(point.sentence), themes=point.themes, spent=word_count(point.quote) + 6)
        kind = _KINDS.get(point.kind, UtteranceKind.TAKEUP)
        question = self._chooser.about_the_film(wish, at_least=self._fits)
        if question is not None and not self._room.solo and not self.bears_on(question, tokens(point.sentence)):
            question = None
        if question is None and self._dwells(point):
            question = self._chooser.about_the_theme(wish)
        if question is not None:
            head = self._head(point, scene=question.film is not None)
            return said(kind, f"{head} {question.text}", reason, (turn.id,), asked(question))
        if self._room.solo and (own := self._beside(point, wish)) is not None:
            head, question = own
            return said(kind, f"{head} {question.text}".strip(), reason, (turn.id,), asked(question))
        if (uptake := self._uptake(point)) is not None:
            return self._around(uptake, point, kind, reason)
        question = self._chooser.for_evidence(wish, point.kind.value) or self._chooser.about_the_theme(wish)
        if question is None:
            return None
        head = self._head(point, scene=False)
        return said(kind, f"{head} {question.text}", reason, (turn.id,), asked(question))

    def _beside(self, point: Point, wish: Wish) -> tuple[str, Question] | None:
        """A scene of this film beside somebody's words: what fits any film is a phrase to one who is alone.

        The words are repeated where the scene has anything to do with them.
        """
        if (near := self._chooser.about_the_film(wish, at_least=_TOUCHES)) is not None:
            return self._head(point, scene=False), near
        far = self._chooser.about_the_film(wish)
        return None if far is None else (self._plain("aside"), far)

    def about(self, point: Point, head: str, reason: str, *, against: bool = False) -> Utterance | None:
        """A head of another's making, and a question that only this film could answer; None where there is none.

        ``against``: one of the objections only.
        """
        wish = self.wish(tokens(point.sentence), themes=point.themes, spent=word_count(head))
        choose = self._chooser.against if against else self._chooser.about_the_film
        question = choose(wish, at_least=self._fits)
        if question is None or (head and self.speakable(point) != point):
            return None
        taken = head and self._room.state_of(point) is PointState.TAKEN
        kind = UtteranceKind.TAKEUP if taken else UtteranceKind.NUDGE
        return said(kind, f"{head} {question.text}".strip(), reason, (point.turn_id,), asked(question))

    def fitting(self, words: Sequence[str], reason: str) -> Utterance | None:
        """A question of the film's own that these words come near to, as it stands; None where none does."""
        question = self._chooser.about_the_film(self.wish(words), at_least=self._fits)
        if question is None or not self.bears_on(question, words):
            return None
        return said(UtteranceKind.NUDGE, question.text, reason, (), asked(question))

    def _dwells(self, point: Point) -> bool:
        """Whether the point is really about its first theme: two of its cues, and more than a retelling."""
        if not point.themes or point.kind in {PointKind.EVIDENCE, PointKind.PROPOSAL}:
            return False
        found = self._room.reader.vocabulary.matches(tokens(point.sentence))
        return len(found.get(point.themes[0], ())) >= 2

    def _around(self, uptake: Uptake, point: Point, kind: UtteranceKind, reason: str) -> Utterance:
        character = point.characters[0] if point.characters else ""
        form = uptake.alone if self._room.solo else uptake.anyone
        head = form.format(
            quote=point.quote,
            name=self.called(point.author_name),
            film=self._room.salon.film.title,
            character=character,
        )
        line = uptake.question.format(film=self._room.salon.film.title, character=character)
        put = Asked(uptake.id, Kind.INTERPRETIVE, line, point.themes[0] if point.themes else None, None)
        return said(kind, f"{head} {line}", reason, (point.turn_id,), put)

    def _uptake(self, point: Point) -> Uptake | None:
        """A form for this kind of point that this salon has not heard, going round."""
        for after in self.shades(point):
            left = [u for u in self._speech.uptakes if u.after == after and u.id not in self._room.asked]
            if left:
                return pick(left, self._place)
        return None

    def shades(self, point: Point) -> list[str]:
        """What sort of thing a point says: a shade of its kind first, where it has one, then the kind."""
        words = point.sentence.lower()
        shades = [point.kind.value]
        if point.kind is PointKind.CLAIM and any(w in words for w in self._speech.praise):
            favourite = all(any(part in words for part in group) for group in self._room.reader.lexicon.favourite)
            shades.insert(0, "favourite" if favourite else "praise")
        if point.kind in {PointKind.CLAIM, PointKind.OBJECTION} and any(w in words for w in self._speech.dislike):
            shades.insert(0, "dislike")
        if point.kind is PointKind.CLAIM and len(shades) == 1 and self._named(point):
            shades.insert(0, "character")
        return shades

    @staticmethod
    def _named(point: Point) -> bool:
        """Whether the words to be repeated begin with a character, and so say something of that character."""
        return bool(point.characters) and point.characters[0].lower() in tokens(point.quote)[:3]

    def _head(self, point: Point, *, scene: bool) -> str:
        """Somebody's words before a question. ``scene`` says that one of the film's follows, which a form may announce."""
        heads = self._speech.heads.get(point.kind.value, self._speech.heads["claim"])
        forms = heads.alone if self._room.solo else heads.anyone
        if point.kind is PointKind.QUESTION and not scene:
            forms = forms[:1]
        if ":" in point.quote:  # two colons in one sentence are one too many
            forms = tuple(f for f in forms if ":" not in f) or forms
        form = pick(forms, self._place)
        return form.format(quote=point.quote, name=self.called(point.author_name))

    def connect(self, first: Point, second: Point) -> Utterance | None:
        """Two people's words side by side, and the question between them."""
        one, other = self.speakable(first), self.speakable(second)
        if one is None or other is None:
            return None
        first, second = one, other
        put = self.unheard("connect", self._speech.connect_questions)
        if put is None:
            return None
        head = pick(self._speech.connect, self._place).format(
            first=self.called(first.author_name), first_quote=first.quote,
            second=self.called(second.author_name), second_quote=second.quote,
        )  # fmt: skip
        return said(
            UtteranceKind.TAKEUP, f"{head} {put.text}", "connects two sides", (first.turn_id, second.turn_id), put
        )

    def bring_back(self, point: Point) -> Utterance | None:
        """An open point of earlier, and a question."""
        turn, kept = self._room.turn(point.turn_id), self.speakable(point)
        record, words = self._speech.recording, list(self._room.readings[point.turn_id].words)
        if turn is None or kept is None or record.yields.any(words) or record.revises.any(words):
            return None
        group = self._speech.nudge_passed if passed_over(self._room, turn) else self._speech.nudge
        forms = self._speech.nudge_alone if self._room.solo else group
        head = pick(forms, self._room.lulls).format(quote=kept.quote, name=self.called(point.author_name))
        wish = self.wish(tokens(point.sentence), themes=point.themes, spent=word_count(head))
        put = self._of_the_film(wish, point) or self.unheard("pressing", self._speech.pressing)
        if put is None:
            return None
        return said(UtteranceKind.NUDGE, f"{head} {put.text}", "brings back an open point", (point.turn_id,), put)

    def press(self, point: Point, reason: str, kind: UtteranceKind = UtteranceKind.TAKEUP) -> Utterance | None:
        """A claim in its own words, asked for its scene or for the scene against it."""
        kept = self.speakable(point)
        put = self.unheard("pressing", self._speech.pressing) if kept is not None else None
        if kept is None or put is None:
            return None
        forms = self._speech.pressing.forms
        if ":" in kept.quote:
            forms = tuple(f for f in forms if ":" not in f) or forms
        head = pick(forms, self._place).format(quote=kept.quote, name=self.called(point.author_name))
        return said(kind, f"{head} {put.text}", reason, (point.turn_id,), put)

    def wonder(self, asked_by: Wondered) -> Utterance | None:
        """A guest's own question that is still without an answer, as it was asked."""
        put = self.unheard("wondered", self._speech.wondered)
        if put is None:
            return None
        name = self.called(asked_by.turn.author_name)
        head = pick(self._speech.wondered.forms, self._place).format(quote=asked_by.quote, name=name)
        reason = "brings back a guest's question"
        return said(UtteranceKind.NUDGE, f"{head} {put.text}", reason, (asked_by.turn.id,), put)

    def unspoiled(self, unseen: str | None, kind: UtteranceKind) -> Utterance | None:
        """A question that gives nothing away: the film's opening for those who have not seen it, else one of any film."""
        film = self._room.salon.film
        name = QuestionId(f"opening-unseen:{film.id}")
        put = Asked(name, Kind.INTERPRETIVE, unseen) if unseen and name not in self._room.asked else None
        reason = "asks what gives nothing away"
        if put is not None:
            return said(kind, f"{pick(self._speech.choosing.forms, self._place)} {put.text}", reason, (), put)
        if (put := self.unheard("choosing", self._speech.choosing)) is None:
            return None
        return said(kind, put.text, reason, (), put)

    def unheard(self, name: str, forms: Stalled | Sequence[str]) -> Asked | None:
        """One of these questions that this salon has not heard, going round."""
        lines = forms.questions if isinstance(forms, Stalled) else forms
        named = {
            QuestionId(f"{name}:{n}"): line.format(film=self._room.salon.film.title) for n, line in enumerate(lines)
        }
        left = [one for one in named if one not in self._room.asked]
        if not left:
            return None
        chosen = pick(left, self._place)
        return Asked(chosen, Kind.INTERPRETIVE, named[chosen])

    def _of_the_film(self, wish: Wish, point: Point) -> Asked | None:
        question = self._chooser.about_the_film(wish, at_least=self._fits)
        return asked(question) if question is not None and self.bears_on(question, tokens(point.sentence)) else None

    def scene_for(self, words: Sequence[str], around: Sequence[str], *, spent: int) -> Question | None:
        """The film's question on a subject that was asked about; ``around`` are all the words said on it."""
        question = self._chooser.about_the_film(self.wish(words, spent=spent), at_least=self._fits)
        if question is None:
            question = self._chooser.about_the_film(self.wish(around, spent=spent), at_least=2 * self._fits)
        return question if question is not None and self.bears_on(question, around) else None

    def bears_on(self, question: Question, words: Sequence[str]) -> bool:
        """Whether a film's question speaks of what these words speak of, and not only of the same people."""
        lexicon = self._room.reader.lexicon
        people = {w for name in self._room.salon.film.characters for w in tokens(name)}
        common = {lexicon.stem(w) for w in (*lexicon.everywhere, *people)}
        cues = {" ".join(tokens(cue)) for cue in question.cues if not lexicon.film_talk.any(tokens(cue))}
        found = PhraseSet(cues).found(list(words))
        if any(self._chooser.tells_apart(cue) and not people.issuperset(cue.split()) for cue in found):
            return True
        about = lexicon.content(tokens(f"{question.anchor or ''} {question.text}"))
        shared = {lexicon.stem(w) for w in about} & {lexicon.stem(w) for w in lexicon.content(words)}
        return len(shared - common) >= _SAME

    def quiet(self, reason: str = "a lull") -> Utterance | None:
        """A question into the silence: one of the film's own, else none."""
        question = self._chooser.about_the_film(self.wish(()))
        if question is None:
            return None
        return said(UtteranceKind.NUDGE, question.text, reason, (), asked(question))

    def reply(self, name: str, turn: Turn, reason: str) -> Utterance | None:
        """One of the plain replies, then a question; after a greeting the opening's question stands."""
        if name == "greeting" and self._room.person_turns == 1:
            return said(UtteranceKind.TAKEUP, self._plain("greeting_first"), reason, (turn.id,), None)
        return self.with_question(UtteranceKind.TAKEUP, self._plain(name), turn, reason)

    def plain(self, kind: UtteranceKind, name: str, turn: Turn, reason: str) -> Utterance:
        """One of the plain replies by itself."""
        return said(kind, self._plain(name), reason, (turn.id,), None)

    def with_question(self, kind: UtteranceKind, text: str, turn: Turn, reason: str) -> Utterance | None:
        """A text, and a question that suits it unless it asks one itself."""
        if "?" in text:
            return said(kind, text, reason, (turn.id,), None)
        reading = self._room.readings[turn.id]
        wish = self.wish(reading.words, themes=self._room.salon.film.themes, spent=word_count(text))
        question = self._chooser.about_the_film(wish) or self._chooser.for_evidence(wish, "any")
        if question is None:
            return said(kind, text, reason, (turn.id,), None)
        return said(kind, f"{text} {question.text}".strip(), reason, (turn.id,), asked(question))

    def _plain(self, name: str) -> str:
        return pick(self._speech.replies[name], self._place).format(film=self._room.salon.film.title)


def said(kind: UtteranceKind, text: str, reason: str, takes_up: tuple[TurnId, ...], put: Asked | None) -> Utterance:
    """Words of the house host."""
    return Utterance(kind, text, Source.HOUSE, reason, takes_up, put)
