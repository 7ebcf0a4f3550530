"""REST: the application, users, the server, its members and roles, and where the gateway is."""

from __future__ import annotations

from bot.local.calls import Call, Route
from bot.local.permissions import guild_permissions
from bot.local.render import guild_of, member_of, public, user_of
from bot.local.state import State
from bot.local.wire import Json, missing_access, unknown


def application_of(state: State) -> Json:
    """The application with its owner."""
    owner = user_of(state, state.application["_owner"])
    return public(state.application) | {"owner": owner, "bot": user_of(state, state.bot_id)}


async def me(call: Call) -> Json:
    """GET the bot's user."""
    more = {"mfa_enabled": False, "locale": "en-US", "premium_type": 0, "email": None, "verified": True}
    return user_of(call.realm.state, call.actor) | more


async def application(call: Call) -> Json:
    """GET the bot's application."""
    return application_of(call.realm.state)


async def edit_application(call: Call) -> Json:
    """PATCH the bot's application: its description."""
    if isinstance(call.body.get("description"), str):
        call.realm.state.application["description"] = call.body["description"]
        call.realm.touch()
    return application_of(call.realm.state)


async def user(call: Call) -> Json:
    """GET any user."""
    found = call.realm.state.users.get(call.path("user_id"))
    if found is None:
        raise unknown("user")
    return found


async def my_guilds(call: Call) -> list[Json]:
    """GET the servers the bot is in."""
    state = call.realm.state
    names = ("id", "name", "icon", "banner", "features")
    own = {"owner": False, "permissions": str(guild_permissions(state, call.actor))}
    return [{name: state.guild[name] for name in names} | own]


def require_guild(call: Call) -> State:
    """Raise unless the server of the path is the club (10004: Discord says so to strangers)."""
    if call.path("guild_id") != call.realm.state.guild_id:
        raise unknown("guild")
    return call.realm.state


async def guild(call: Call) -> Json:
    """GET the server."""
    body = guild_of(require_guild(call))
    if call.query("with_counts") in {"true", "1"}:
        count = len(call.realm.state.members)
        body |= {"approximate_member_count": count, "approximate_presence_count": count}
    return body


async def members(call: Call) -> list[Json]:
    """GET members, a page of them; needs the members intent."""
    state = require_guild(call)
    if "members" not in call.realm.intents_enabled:
        raise missing_access()
    limit, after = call.count("limit", 1, 1, 1000), call.snowflake("after") or 0
    keys = [key for key in sorted(state.members, key=int) if int(key) > after]
    return [member_of(state, key) for key in keys[:limit]]


async def search_members(call: Call) -> list[Json]:
    """GET members whose name begins with the query."""
    state = require_guild(call)
    wanted, limit = (call.query("query") or "").lower(), call.count("limit", 1, 1, 1000)
    found = [key for key in state.members if _named(state, key, wanted)]
    return [member_of(state, key) for key in found[:limit]]


def _named(state: State, key: str, wanted: str) -> bool:
    names = (state.users[key]["username"], state.users[key]["global_name"], state.members[key]["nick"])
    return any(name and name.lower().startswith(wanted) for name in names)


async def member(call: Call) -> Json:
    """GET one member."""
    state = require_guild(call)
    if call.path("user_id") not in state.members:
        raise unknown("member" if call.path("user_id") in state.users else "user")
    return member_of(state, call.path("user_id"))


async def roles(call: Call) -> list[Json]:
    """GET the roles."""
    return list(require_guild(call).roles.values())


async def role(call: Call) -> Json:
    """GET one role."""
    found = require_guild(call).roles.get(call.path("role_id"))
    if found is None:
        raise unknown("role")
    return found


async def gateway(call: Call) -> Json:
    """GET the gateway's address."""
    return {"url": gateway_url(call.realm.url)}


def gateway_url(url: str) -> str:
    """The gateway that belongs to this server's address."""
    return url.replace("http://", "ws://") + "/gateway"


async def gateway_bot(call: Call) -> Json:
    """GET the gateway's address with the limits of sessions."""
    limit = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": gateway_url(call.realm.url), "shards": 1, "session_start_limit": limit}


GUILD = r"/guilds/{guild_id:\d+}"
ROUTES: list[Route] = [
    ("GET", "/users/@me", me),
    ("GET", "/users/@me/guilds", my_guilds),
    ("GET", r"/users/{user_id:\d+}", user),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
    ("PATCH", "/applications/@me", edit_application),
    ("GET", GUILD, guild),
    ("GET", GUILD + "/members", members),
    ("GET", GUILD + "/members/search", search_members),
    ("GET", GUILD + r"/members/{user_id:\d+}", member),
    ("GET", GUILD + "/roles", roles),
    ("GET", GUILD + r"/roles/{role_id:\d+}", role),
    ("GET", "/gateway", gateway),
    ("GET", "/gateway/bot", gateway_bot),
]
