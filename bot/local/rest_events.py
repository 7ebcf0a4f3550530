"""REST: scheduled events of the server."""

from __future__ import annotations

from bot.local import events
from bot.local.calls import Call, Route
from bot.local.permissions import BITS, guild_permissions, need_in_guild
from bot.local.render import member_of, user_of
from bot.local.wire import Json, missing_permissions, unknown


def event_for(call: Call) -> Json:
    """The event of the path; raises 10070."""
    event = call.realm.state.events.get(call.path("event_id"))
    if event is None:
        raise unknown("guild scheduled event")
    return event


def _counted(call: Call) -> bool:
    return call.query("with_user_count") in {"true", "1"}


def _need_to_change(call: Call, event: Json) -> None:
    value = guild_permissions(call.realm.state, call.actor)
    own = event["creator_id"] == call.actor and value & BITS["create_events"]
    if not own and not value & BITS["manage_events"]:
        raise missing_permissions()


async def listing(call: Call) -> list[Json]:
    """GET all that are not over."""
    open_events = [item for item in call.realm.state.events.values() if item["status"] in {1, 2}]
    return [events.event_of(call.realm, item, counted=_counted(call)) for item in open_events]


async def create(call: Call) -> Json:
    """POST one."""
    value = guild_permissions(call.realm.state, call.actor)
    if not value & BITS["create_events"]:
        need_in_guild(call.realm.state, call.actor, "manage_events")
    return events.event_of(call.realm, events.create(call.realm, call.actor, call.body))


async def get(call: Call) -> Json:
    """GET one."""
    return events.event_of(call.realm, event_for(call), counted=_counted(call))


async def edit(call: Call) -> Json:
    """PATCH one."""
    event = event_for(call)
    _need_to_change(call, event)
    return events.event_of(call.realm, events.edit(call.realm, event, call.body))


async def remove(call: Call) -> None:
    """DELETE one."""
    event = event_for(call)
    _need_to_change(call, event)
    events.delete(call.realm, event)


async def users(call: Call) -> list[Json]:
    """GET who is interested."""
    event, state = event_for(call), call.realm.state
    limit, after, before = call.count("limit", 100, 1, 100), call.snowflake("after"), call.snowflake("before")
    people = sorted(state.interested.get(event["id"], []), key=int)
    if after is not None:
        people = [key for key in people if int(key) > after]
    if before is not None:
        people = [key for key in people if int(key) < before]
    chosen = people[-limit:] if before is not None and after is None else people[:limit]
    with_member = call.query("with_member") in {"true", "1"}
    found = []
    for key in chosen:
        body: Json = {
            "guild_scheduled_event_id": event["id"],
            "user_id": key,
            "user": user_of(state, key),
            "response": 1,
        }
        if with_member and key in state.members:
            body["member"] = member_of(state, key)
        found.append(body)
    return found


EVENTS = r"/guilds/{guild_id:\d+}/scheduled-events"
ROUTES: list[Route] = [
    ("GET", EVENTS, listing),
    ("POST", EVENTS, create),
    ("GET", EVENTS + r"/{event_id:\d+}", get),
    ("PATCH", EVENTS + r"/{event_id:\d+}", edit),
    ("DELETE", EVENTS + r"/{event_id:\d+}", remove),
    ("GET", EVENTS + r"/{event_id:\d+}/users", users),
]
