"""All that is held of a person, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.domain.film import Film
from bot.domain.holding import Batch, Held, Record, record
from bot.domain.rating import Stars
from bot.domain.salon import Salon
from bot.domain.screening import Screening
from bot.domain.turn import SalonId
from bot.domain.watchlist import Owner, Whose
from bot.local.memory.rows import Rows


class MemoryHoldings:
    """A HoldingStore over ``Rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def counts(self, user_id: int) -> Mapping[Held, Mapping[str | None, int]]:
        """How many records there are of each kind, by server; kinds without are left out."""
        found = {kind: Counter(_server(one) for one in self._all(user_id, kind)) for kind in Held}
        return {kind: dict(counted) for kind, counted in found.items() if counted}

    async def batch(self, user_id: int, kind: Held, cursor: int = 0, limit: int = 500) -> Batch:
        """Records of a kind, oldest first, from a cursor on."""
        some = list(self._all(user_id, kind))[cursor : cursor + limit]
        return Batch(some, cursor + limit if len(some) == limit else None)

    async def spoke_in(self, user_id: int, guild_id: int, limit: int) -> Sequence[tuple[Salon, int]]:
        """The salons of a server in which somebody spoke, the latest first, with how many messages are stored."""
        found = []
        for salon in self._rows.salons.values():
            said = [one for one in self._rows.said.get(salon.id, ()) if one.author_id == user_id and not one.by_host]
            if salon.guild_id == guild_id and (written := [one for one in said if one.message_id is not None]):
                found.append((max(one.at for one in written), salon.id, salon, len(written)))
        return [(salon, count) for _, _, salon, count in sorted(found, reverse=True)][:limit]

    def _all(self, user_id: int, kind: Held) -> Iterator[Record]:
        reads = {
            Held.MESSAGES: self._messages, Held.PARTS: self._parts, Held.AGREEMENTS: self._agreements,
            Held.SALONS: self._salons, Held.TAGS: self._tags, Held.VERDICTS: self._verdicts, Held.THEMES: self._themes,
            Held.PROGRESS: self._progress, Held.COVERS: self._covers, Held.NOMINATIONS: self._nominations,
            Held.VOTES: self._votes, Held.BALLOTS: self._ballots, Held.SCREENINGS: self._screenings,
            Held.ANSWERS: self._answers, Held.REMINDERS: self._reminders, Held.WATCHLIST: self._watchlist,
            Held.ADDED: self._added, Held.RATINGS: self._ratings, Held.SHARES: self._shares, Held.IMPORTS: self._imports,
            Held.CHANGES: self._changes, Held.ZONE: self._zone, Held.DEEDS: self._deeds, Held.OPTOUT: self._optout,
        }  # fmt: skip
        return reads[kind](user_id)

    def _in(self, salon_id: SalonId) -> dict[str, object]:
        salon = self._rows.salons[salon_id]
        place = salon.channel_id or salon.parent_id
        return {"server": salon.guild_id, "channel": place, "salon": salon.id, "film": salon.film}

    def _messages(self, user_id: int) -> Iterator[Record]:
        for one in self._rows.turns.values():
            if one.author_id == user_id and one.message_id is not None and not one.by_host:
                yield record(
                    at=one.at, edited_at=one.edited_at, **self._in(one.salon_id), message=one.message_id,
                    reply_to=one.reply_to, name=one.author_name, text=one.text, attachments=one.attachments,
                    called_host=one.to_host,
                )  # fmt: skip

    def _parts(self, user_id: int) -> Iterator[Record]:
        for one in self._rows.turns.values():
            part = self._rows.parts.get(one.id)
            if one.author_id == user_id and not one.by_host and (part is not None or one.message_id is None):
                whatif, version = part or (None, None)
                yield record(
                    at=one.at, **self._in(one.salon_id), whatif=whatif, version=version, message=one.message_id,
                    name=one.author_name, text=one.text,
                )  # fmt: skip

    def _agreements(self, user_id: int) -> Iterator[Record]:
        for one in self._rows.whatifs.values():
            if one.asked_by == user_id and one.salon_id in self._rows.salons:
                yield record(**self._in(one.salon_id), whatif=one.id)

    def _salons(self, user_id: int) -> Iterator[Record]:
        for one in self._rows.salons.values():
            if one.opened_by == user_id:
                moments = {"at": one.opened_at, "closed_at": one.closed_at}
                yield record(**moments, **self._in(one.id), lens=one.lens, language=one.language)

    def _tags(self, user_id: int) -> Iterator[Record]:
        for turn_id, there in sorted(self._rows.tags.items()):
            turn = self._rows.turns.get(turn_id)
            for tag in sorted(there.values(), key=lambda one: one.theme):
                if turn is not None and tag.by == user_id:
                    where = self._in(turn.salon_id)
                    yield record(**where, message=turn.message_id, theme=tag.theme, named=tag.score > 0)

    def _verdicts(self, user_id: int) -> Iterator[Record]:
        found = sorted((at, *key, verdict) for key, (verdict, by, at) in self._rows.verdicts.items() if by == user_id)
        for at, server, film_id, theme, verdict in found:
            yield record(at=at, server=server, film_id=film_id, theme=theme, verdict=verdict)

    def _themes(self, user_id: int) -> Iterator[Record]:
        for (server, _), (theme, by, at) in self._rows.own_themes.items():
            if by == user_id:
                yield record(at=at, server=server, theme=theme.name, words=theme.cues, examples=theme.examples)

    def _progress(self, user_id: int) -> Iterator[Record]:
        for (salon_id, who), seen in sorted(self._rows.horizons.items()):
            if who == user_id and salon_id in self._rows.salons:
                yield record(**self._in(salon_id), seen=seen.seen)

    def _covers(self, user_id: int) -> Iterator[Record]:
        for _, (salon_id, who) in sorted(self._rows.covers.items()):
            if who == user_id and salon_id in self._rows.salons:
                yield record(**self._in(salon_id))

    def _nominations(self, user_id: int) -> Iterator[Record]:
        for one in self._rows.nominations.values():
            if (said := one.support_of(user_id)) is not None:
                yield record(at=said.at, server=one.guild_id, film=one.film, reason=said.reason)

    def _votes(self, user_id: int) -> Iterator[Record]:
        for (ballot_id, by), ranking in sorted(self._rows.votes.items()):
            if by == user_id:
                ballot = self._rows.ballots[ballot_id]
                films = {option.nomination_id: option.film for option in ballot.options}
                ranked: list[Film] = [films[number] for number in ranking if number in films]
                yield record(server=ballot.guild_id, ballot=ballot_id, ranking=ranked)

    def _ballots(self, user_id: int) -> Iterator[Record]:
        for one in self._rows.ballots.values():
            if one.opened_by == user_id:
                where = {"server": one.guild_id, "channel": one.channel_id}
                yield record(at=one.opened_at, closed_at=one.closed_at, **where, ballot=one.id)

    def _screenings(self, user_id: int) -> Iterator[Record]:
        for one in self._rows.party.screenings.values():
            if one.organiser == user_id:
                yield record(at=one.created_at, **_on(one), zone=one.zone, state=one.state)

    def _answers(self, user_id: int) -> Iterator[Record]:
        for screening_id, there in sorted(self._rows.party.rsvps.items()):
            if (said := there.get(user_id)) is not None:
                where = _on(self._rows.party.screenings[screening_id])
                yield record(at=said.at, **where, answer=said.answer, by_event=said.by_event)

    def _reminders(self, user_id: int) -> Iterator[Record]:
        for screening_id, wanted in sorted(self._rows.party.reminders.items()):
            for one in wanted:
                if one.user_id == user_id:
                    yield record(**_on(self._rows.party.screenings[screening_id]), lead=one.lead, direct=one.direct)

    def _watchlist(self, user_id: int) -> Iterator[Record]:
        for one in self._rows.entries.values():
            if one.owner == Owner(Whose.MINE, user_id):
                removed = one.id in self._rows.taken_out
                yield record(at=one.added_at, film=one.film, seen_at=one.seen_at, removed=removed)

    def _added(self, user_id: int) -> Iterator[Record]:
        for one in self._rows.entries.values():
            if one.owner.whose is Whose.SERVER and one.added_by == user_id:
                removed = one.id in self._rows.taken_out
                yield record(at=one.added_at, server=one.owner.id, film=one.film, removed=removed)

    def _ratings(self, user_id: int) -> Iterator[Record]:
        for entry_id, given in sorted(self._rows.stars.items()):
            if user_id in given:
                entry = self._rows.entries[entry_id]
                yield record(**_listed(entry.owner), film=entry.film, stars=_stars(given[user_id]))

    def _shares(self, user_id: int) -> Iterator[Record]:
        for who, server in sorted(self._rows.shares):
            if who == user_id:
                yield record(server=server)

    def _imports(self, user_id: int) -> Iterator[Record]:
        for staged, films in self._rows.imports.values():
            if staged.by == user_id:
                told = [record(film=one.film, seen=one.seen, stars=_stars(one.stars)) for one in films]
                yield record(**_listed(staged.owner), until=staged.until, films=told)

    def _changes(self, user_id: int) -> Iterator[Record]:
        for one in self._rows.changes.values():
            if one.by == user_id:
                yield record(at=one.at, **_listed(one.owner), deed=one.deed)

    def _zone(self, user_id: int) -> Iterator[Record]:
        if (zone := self._rows.zones.get(user_id)) is not None:
            yield record(zone=zone)

    def _deeds(self, user_id: int) -> Iterator[Record]:
        for salon_id, kept in sorted(self._rows.clocks.items()):
            for one in kept:
                deed = one.deed
                if deed.by == user_id:
                    told = {"kind": deed.kind, "position": deed.position, "until": deed.until}
                    yield record(at=deed.at, **self._in(salon_id), **told, message=one.message_id)

    def _optout(self, user_id: int) -> Iterator[Record]:
        if (choice := self._rows.optouts.get(user_id)) is not None:
            yield record(since=choice.since, until=choice.until)


def _server(one: Record) -> str | None:
    server = one.get("server")
    return None if server is None else str(server)


def _on(one: Screening) -> dict[str, object]:
    where = {"server": one.guild_id, "channel": one.parent_id, "screening": one.id}
    return {**where, "film": one.film, "starts_at": one.starts_at}


def _listed(owner: Owner) -> dict[str, object]:
    return {"list": owner.whose, "server": owner.id if owner.whose is Whose.SERVER else None}


def _stars(stars: Stars | None) -> float | None:
    return None if stars is None else stars / 2
