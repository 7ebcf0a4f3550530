"""What in the room deserves the host's attention when nobody has asked for it."""

from __future__ import annotations

from bot.domain.point import Point, PointKind, PointState
from bot.domain.question import Movement
from bot.domain.room import Room
from bot.domain.turn import Turn, TurnId
from bot.domain.wording import sentences, tokens

STRONG = 3.8  # salience from which a point is worth interrupting for; on the scale of the reader
_SPUN = 6  # turns after a what-if that may go on with it
_CONTESTED = 2.4  # the salience that both sides of a dispute need, in the midst of which the host asks
_WORTH = 3.0  # from which it may be brought back into a silence
_WINDOW = 5
_LATELY = 16  # turns after which somebody who has not seen the film is taken to have left, and words are stale


def movement_of(room: Room) -> Movement:
    """Where the evening stands, by how much has been said and of what kind."""
    recent = [p.kind for p in room.points[-4:]]
    if PointKind.PROPOSAL in recent:
        return Movement.WHATIF
    if room.person_turns < 5:
        return Movement.IMPRESSIONS
    if recent.count(PointKind.OBJECTION) >= 2:
        return Movement.OBJECTIONS
    if room.person_turns < 16:
        return Movement.READINGS
    if room.person_turns < 28:
        return Movement.OBJECTIONS
    return Movement.WHATIF if room.person_turns < 45 else Movement.CLOSING


class Attention:
    """Looks over the last few turns of a group."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._recent = [t.id for t in room.turns[-_WINDOW:] if not t.by_host]
        self.why = ""
        self.why_silent = "nothing strong enough"

    def keep_out(self, *, quiet: bool = False) -> str | None:
        """Why this is no moment to speak unasked, if it is none; in a long ``quiet`` a question has had its time."""
        if self.in_the_air and not quiet:
            return "a question is in the air between the guests"
        lexicon = self._room.reader.lexicon
        if any(lexicon.farewells.any(list(self._room.readings[turn_id].words)) for turn_id in self._recent):
            return "people are saying goodbye"
        return None

    @property
    def in_the_air(self) -> bool:
        """Whether the newest words ask something of the others."""
        wonders = self._room.reader.lexicon.wonders
        return any(
            self._room.readings[turn.id].asks or any(wonders.search(s.text) for s in sentences(turn.text)[-1:])
            for turn in self._latest_breath()
        )

    @property
    def choosing(self) -> bool:
        """Whether much of what was said last is by somebody who seems to be still choosing the film: talk of facts."""
        lately = [t.author_id in self._room.unseen for t in self._room.turns[-_LATELY:] if not t.by_host]
        return 3 * sum(lately) >= len(lately) > 0

    @property
    def sheltered(self) -> bool:
        """Whether somebody who spoke lately may not have seen the film, or not to its end."""
        unseen = any(t.author_id in self._room.unseen for t in self._room.turns[-_LATELY:])
        return unseen or self._room.horizon.seen < min(1.0, self._room.salon.horizon.seen)

    def _latest_breath(self) -> list[Turn]:
        """The turns at the end that one person said in a row: what stands in the first of them still waits."""
        last, found = self._room.last, []
        for turn in reversed(self._room.turns):
            if last is None or turn.by_host or turn.author_id != last.author_id:
                break
            found.append(turn)
        return found

    def dispute(self) -> tuple[Point, Point] | None:
        """Two people's points that contradict each other, not yet touched by the host."""
        for stance in reversed(self._room.stances):
            if stance.turn_id not in self._recent:
                break
            if stance.agrees or stance.own is None or min(stance.own.salience, stance.target.salience) < _CONTESTED:
                continue
            if self._room.by_host_taken(stance.target) or self._room.by_host_taken(stance.own):
                continue
            return stance.target, stance.own
        return None

    def strongest(self) -> Point | None:
        """The best recent point that the host has not taken up and that others have had the chance to answer."""
        last = self._room.last
        newest = last.id if last is not None else None
        best: Point | None = None
        for point in self._room.points[-12:]:
            if point.turn_id not in self._recent or self._room.by_host_taken(point) or point.kind is PointKind.QUESTION:
                continue
            if self.spun(point.turn_id):
                continue
            if point.turn_id == newest:
                if point.salience >= STRONG:
                    self.why_silent = "a strong point just came; others first"
                continue
            if point.salience >= STRONG and (best is None or point.salience > best.salience):
                best = point
        if best is not None:
            taken = self._room.state_of(best) is PointState.TAKEN
            self.why = "asks further after an answer" if taken else "takes up a strong point"
        return best

    def left_open(self) -> list[Point]:
        """Points of lately that nobody has answered, best first."""
        fit = [p for p in self._lately() if self._room.state_of(p) is PointState.OPEN]
        return sorted(fit, key=lambda p: -p.salience)

    def last_words(self) -> list[Point]:
        """Points of the last turns that the host has not taken up, answered or not, best first."""
        evidence = self._room.reader.lexicon.kinds[PointKind.EVIDENCE]
        fit = [p for p in self._lately() if not self._room.by_host_taken(p) and not evidence.any(tokens(p.sentence))]
        return sorted(fit, key=lambda p: -p.salience)

    def _lately(self) -> list[Point]:
        lately = {t.id for t in self._room.turns[-_LATELY:]}
        points = (p for p in self._room.points if p.turn_id in lately)
        fit = (p for p in points if p.salience >= _WORTH and p.kind not in {PointKind.QUESTION, PointKind.PROPOSAL})
        return [p for p in fit if not self.spun(p.turn_id)]

    def spun(self, turn_id: TurnId) -> bool:
        """Whether a turn comes so soon after a what-if that it may belong to it, and says nothing of the film as it is."""
        place = next((n for n, t in enumerate(self._room.turns) if t.id == turn_id), 0)
        near = self._room.turns[max(0, place - _SPUN) : place + 1]
        proposes = self._room.reader.lexicon.kinds[PointKind.PROPOSAL]
        return any(not t.by_host and proposes.any(list(self._room.readings[t.id].words)) for t in near)
