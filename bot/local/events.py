"""Scheduled events: made, changed, cancelled; who is interested."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.local.checks import Checks
from bot.local.realm import Realm
from bot.local.render import user_of
from bot.local.wire import ApiError, Json, iso, parse_time

SCHEDULED, ACTIVE, COMPLETED, CANCELLED = 1, 2, 3, 4
STAGE, VOICE, EXTERNAL = 1, 2, 3
MOVES = {
    SCHEDULED: {SCHEDULED, ACTIVE, CANCELLED},
    ACTIVE: {ACTIVE, COMPLETED},
    COMPLETED: {COMPLETED},
    CANCELLED: {CANCELLED},
}
MOST_A_GUILD = 100
FARTHEST = timedelta(days=365 * 5)


def event_of(realm: Realm, event: Json, *, counted: bool = False) -> Json:
    """The event as Discord sends it; its count of interested people when asked for."""
    body = dict(event) | {"creator": user_of(realm.state, event["creator_id"])}
    if counted:
        body["user_count"] = len(realm.state.interested.get(event["id"], []))
    return body


def _time(checks: Checks, name: str, text: object) -> datetime | None:
    if text is None:
        return None
    try:
        return parse_time(str(text))
    except ValueError:
        checks.fault((name,), "DATE_TIME_TYPE_PARSE", f"Could not parse {text}.")
        return None


def _check(realm: Realm, event: Json, *, new_start: bool) -> None:
    checks = Checks()
    checks.text(("name",), event.get("name"), 100, least=1, needed=True)
    checks.text(("description",), event.get("description"), 1000)
    checks.choice(("privacy_level",), event.get("privacy_level"), (2,))
    kind = event.get("entity_type")
    if checks.choice(("entity_type",), kind, (STAGE, VOICE, EXTERNAL)):
        _place(checks, realm, event)
    if event.get("scheduled_start_time") is None:
        checks.required(("scheduled_start_time",))
    start = _time(checks, "scheduled_start_time", event.get("scheduled_start_time"))
    end = _time(checks, "scheduled_end_time", event.get("scheduled_end_time"))
    now = realm.clock.now()
    if start and new_start and start <= now:
        checks.fault(
            ("scheduled_start_time",), "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", "Cannot schedule event in the past."
        )
    if start and start > now + FARTHEST:
        checks.fault(
            ("scheduled_start_time",),
            "GUILD_SCHEDULED_EVENT_SCHEDULE_FUTURE",
            "Cannot schedule event more than 5 years in the future.",
        )
    if start and end and end <= start:
        checks.fault(
            ("scheduled_end_time",),
            "GUILD_SCHEDULED_EVENT_END_BEFORE_START",
            "Cannot schedule event to end before it starts.",
        )
    checks.done()


def _place(checks: Checks, realm: Realm, event: Json) -> None:
    if event["entity_type"] == EXTERNAL:
        location = (event.get("entity_metadata") or {}).get("location")
        checks.text(("entity_metadata", "location"), location, 100, least=1, needed=True)
        if event.get("scheduled_end_time") is None:
            checks.required(("scheduled_end_time",))
        if event.get("channel_id") is not None:
            checks.fault(("channel_id",), "BASE_TYPE_NONE", "This field must be empty for an external event")
        return
    channel = realm.state.channels.get(str(event.get("channel_id")))
    if event.get("channel_id") is None:
        checks.required(("channel_id",))
    elif channel is None or channel["type"] != {STAGE: 13, VOICE: 2}[event["entity_type"]]:
        checks.fault(("channel_id",), "CHANNEL_TYPE_INVALID", "Invalid channel type")


def create(realm: Realm, creator_id: str, body: Json) -> Json:
    """Schedule an event. Raises 50035 with every fault, 30038 over a hundred open events."""
    open_events = [item for item in realm.state.events.values() if item["status"] in {SCHEDULED, ACTIVE}]
    if len(open_events) >= MOST_A_GUILD:
        raise ApiError(400, 30038, "Maximum number of guild scheduled events reached (100)")
    event: Json = {
        "id": realm.new_id(), "guild_id": realm.state.guild_id, "channel_id": None, "creator_id": creator_id,
        "description": None, "image": None, "scheduled_end_time": None, "status": SCHEDULED, "entity_id": None,
        "entity_metadata": None, "recurrence_rule": None, "guild_scheduled_event_exceptions": [],
    }  # fmt: skip
    _merge(event, body)
    _check(realm, event, new_start=True)
    _normalise(event)
    realm.state.events[event["id"]] = event
    announce(realm, "GUILD_SCHEDULED_EVENT_CREATE", event)
    return event


def _merge(event: Json, body: Json) -> None:
    for name in ("name", "description", "privacy_level", "entity_type", "scheduled_start_time", "scheduled_end_time",
                 "channel_id", "entity_metadata", "recurrence_rule"):  # fmt: skip
        if name in body:
            event[name] = body[name]
    if event.get("channel_id") is not None:
        event["channel_id"] = str(event["channel_id"])


def _normalise(event: Json) -> None:
    for name in ("scheduled_start_time", "scheduled_end_time"):
        if event[name] is not None:
            event[name] = iso(parse_time(event[name]))
    if event["entity_type"] != EXTERNAL:
        event["entity_metadata"] = None


def edit(realm: Realm, event: Json, body: Json) -> Json:
    """Change an event. Raises 50035; 180000 for one that is over."""
    if event["status"] in {COMPLETED, CANCELLED}:
        raise ApiError(400, 180000, "Cannot update a finished event")
    draft = dict(event)
    _merge(draft, body)
    moved = draft["scheduled_start_time"] != event["scheduled_start_time"]
    _check(realm, draft, new_start=moved)
    status = body.get("status", event["status"])
    if status not in MOVES[event["status"]]:
        checks = Checks()
        checks.fault(("status",), "TRANSITION_INVALID", "Invalid Guild Scheduled Event Status Transition")
        checks.done()
    draft["status"] = status
    _normalise(draft)
    event.update(draft)
    announce(realm, "GUILD_SCHEDULED_EVENT_UPDATE", event)
    return event


def delete(realm: Realm, event: Json) -> None:
    """Delete an event."""
    del realm.state.events[event["id"]]
    realm.state.interested.pop(event["id"], None)
    announce(realm, "GUILD_SCHEDULED_EVENT_DELETE", event)


def announce(realm: Realm, name: str, event: Json) -> None:
    """Tell the server."""
    realm.broadcast.tell(name, event_of(realm, event, counted=True), intent="guild_scheduled_events")
    realm.touch()


def interest(realm: Realm, event: Json, user_id: str, *, interested: bool) -> None:
    """Note that a person is interested, or no longer."""
    people = realm.state.interested.setdefault(event["id"], [])
    if (user_id in people) == interested:
        return
    if interested:
        people.append(user_id)
    else:
        people.remove(user_id)
    name = "GUILD_SCHEDULED_EVENT_USER_ADD" if interested else "GUILD_SCHEDULED_EVENT_USER_REMOVE"
    body: Json = {"guild_scheduled_event_id": event["id"], "user_id": user_id, "guild_id": realm.state.guild_id}
    realm.broadcast.tell(name, body, intent="guild_scheduled_events", only={realm.state.bot_id})
    update = event_of(realm, event, counted=True)
    realm.broadcast.tell_pages("GUILD_SCHEDULED_EVENT_UPDATE", update)
    realm.touch()
