"""Limits, permissions and refusals, asked over plain HTTP as any client would."""

import asyncio
import datetime
import io
import json

import aiohttp
import pytest

from bot.local.page_api import spoken


def button(**more):
    return {"type": 2, "style": 1, "label": "b", "custom_id": "b"} | more


def row(*items):
    return {"type": 1, "components": list(items)}


V2 = 1 << 15
BAD_MESSAGES = {
    "too long": ({"content": "x" * 2001}, ("content", "BASE_TYPE_MAX_LENGTH")),
    "embed title": ({"embeds": [{"title": "x" * 257}]}, ("embeds", "BASE_TYPE_MAX_LENGTH")),
    "embed total": (
        {"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]},
        ("embeds", "MAX_EMBED_SIZE"),
    ),
    "eleven embeds": ({"embeds": [{"title": "x"}] * 11}, ("embeds", "MAX_LENGTH")),
    "field without value": ({"embeds": [{"fields": [{"name": "n"}]}]}, ("value", "BASE_TYPE_REQUIRED")),
    "embed script url": ({"embeds": [{"title": "x", "url": "javascript:alert(1)"}]}, ("url", "URL_TYPE")),
    "six rows": (
        {"content": "x", "components": [row(button(custom_id=str(n))) for n in range(6)]},
        ("components", "MAX"),
    ),
    "six buttons": (
        {"content": "x", "components": [row(*[button(custom_id=str(n)) for n in range(6)])]},
        ("components", "LENGTH"),
    ),
    "long label": ({"content": "x", "components": [row(button(label="x" * 81))]}, ("label", "MAX_LENGTH")),
    "long custom id": ({"content": "x", "components": [row(button(custom_id="x" * 101))]}, ("custom_id", "LENGTH")),
    "same custom id": ({"content": "x", "components": [row(button(), button())]}, ("custom_id", "DUPLICATED")),
    "nothing on a button": (
        {"content": "x", "components": [row(button(label=None))]},
        ("components", "LABEL_OR_EMOJI"),
    ),
    "link without url": (
        {"content": "x", "components": [row({"type": 2, "style": 5, "label": "l"})]},
        ("url", "REQUIRED"),
    ),
    "two selects": (
        {
            "content": "x",
            "components": [
                row(*[{"type": 3, "custom_id": str(n), "options": [{"label": "o", "value": "o"}]} for n in "12"])
            ],
        },
        ("components", "WIDTH_EXCEEDED"),
    ),
    "26 options": (
        {
            "content": "x",
            "components": [
                row({"type": 3, "custom_id": "s", "options": [{"label": "o", "value": str(n)} for n in range(26)]})
            ],
        },
        ("options", "LENGTH"),
    ),
    "v2 part without flag": (
        {"content": "x", "components": [{"type": 10, "content": "t"}]},
        ("type", "UNION_TYPE_CHOICES"),
    ),
    "content beside v2": (
        {"content": "x", "flags": V2, "components": [{"type": 10, "content": "t"}]},
        ("content", "LEGACY_FIELDS"),
    ),
    "41 components": ({"flags": V2, "components": [{"type": 10, "content": "t"}] * 41}, ("components", "LENGTH")),
    "4001 letters": (
        {"flags": V2, "components": [{"type": 10, "content": "t" * 2001}] * 2},
        ("components", "TEXT_SIZE"),
    ),
    "section without accessory": (
        {"flags": V2, "components": [{"type": 9, "components": [{"type": 10, "content": "t"}]}]},
        ("accessory", "REQUIRED"),
    ),
    "long nonce": ({"content": "x", "nonce": "n" * 26}, ("nonce", "NONCE")),
    "parse and list": (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        ("allowed_mentions", "EXCLUSIVE"),
    ),
    "reply to nothing": (
        {"content": "x", "message_reference": {"message_id": "1"}},
        ("message_reference", "REPLIES_UNKNOWN"),
    ),
}


@pytest.mark.parametrize("name", BAD_MESSAGES)
async def test_bad_messages_are_refused_as_discord_does(call, server, name):
    body, (place, code) = BAD_MESSAGES[name]
    status, error, _ = await call("POST", f"/channels/{server.club.salon_channel}/messages", body)
    assert (status, error["code"]) == (400, 50035)
    assert place in json.dumps(error["errors"])
    assert code in json.dumps(error["errors"])
    assert server.messages(server.club.salon_channel) == []


COMMAND = {"name": "film", "description": "d"}
BAD_COMMANDS = {
    "upper case": {"name": "Film", "description": "d"},
    "space": {"name": "a b", "description": "d"},
    "no description": {"name": "film"},
    "long description": {"name": "film", "description": "x" * 101},
    "26 options": COMMAND | {"options": [{"type": 3, "name": f"o{n}", "description": "d"} for n in range(26)]},
    "required last": COMMAND | {"options": [{"type": 3, "name": "a", "description": "d"}, {"type": 3, "name": "b", "description": "d", "required": True}]},
    "26 choices": COMMAND | {"options": [{"type": 3, "name": "a", "description": "d", "choices": [{"name": str(n), "value": str(n)} for n in range(26)]}]},
    "same option twice": COMMAND | {"options": [{"type": 3, "name": "a", "description": "d"}] * 2},
    "mixed": COMMAND | {"options": [{"type": 1, "name": "a", "description": "d"}, {"type": 3, "name": "b", "description": "d"}]},
    "choices and autocomplete": COMMAND | {"options": [{"type": 3, "name": "a", "description": "d", "autocomplete": True, "choices": [{"name": "x", "value": "x"}]}]},
    "bad locale": COMMAND | {"name_localizations": {"xx": "film"}},
    "bad localized name": COMMAND | {"name_localizations": {"de": "Film Abend"}},
    "described menu": {"name": "Take up", "type": 3, "description": "d"},
}  # fmt: skip


async def test_a_choice_may_be_called_at_length_in_every_language(call, server):
    path = f"/applications/{server.state.bot_id}/commands"
    choice = {"name": "x", "value": "x", "name_localizations": {"fr": "é" * 100}}
    option = {"type": 3, "name": "a", "description": "d", "choices": [choice]}
    assert (await call("PUT", path, [COMMAND | {"options": [option]}]))[0] == 200
    choice["name_localizations"]["fr"] += "é"
    assert (await call("PUT", path, [COMMAND | {"options": [option]}]))[0] == 400


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en", "en-US"),
        ("pt-PT", "pt-BR"),
        ("xx, de;q=0.5", "de"),
        ("xx", None),
        (None, None),
    ],
)
def test_the_browser_tells_the_language_of_the_client(header, locale):
    assert spoken(header) == locale


@pytest.mark.parametrize("name", BAD_COMMANDS)
async def test_bad_commands_are_refused(call, server, name):
    path = f"/applications/{server.state.bot_id}/commands"
    status, error, _ = await call("PUT", path, [BAD_COMMANDS[name]])
    assert (status, error["code"]) == (400, 50035), error
    assert (await call("GET", path))[1] == []


async def test_commands_keep_their_ids_and_can_be_edited(call, server):
    for path in (
        f"/applications/{server.state.bot_id}/commands",
        f"/applications/{server.state.bot_id}/guilds/{server.club.guild_id}/commands",
    ):
        status, first, _ = await call("PUT", path, [COMMAND, {"name": "Take up", "type": 3}])
        assert status == 200
        _, second, _ = await call("PUT", path, [COMMAND | {"description": "other"}])
        assert second[0]["id"] == first[0]["id"]
        status, made, _ = await call("POST", path, {"name": "party", "description": "d"})
        assert status == 201
        _, changed, _ = await call("PATCH", f"{path}/{made['id']}", {"description": "new"})
        assert changed["description"] == "new"
        assert changed["id"] == made["id"]
        assert (await call("DELETE", f"{path}/{made['id']}"))[0] == 204
        assert (await call("GET", f"{path}/{made['id']}"))[1]["code"] == 10063


async def test_empty_unknown_and_foreign(call, server):
    channel = f"/channels/{server.club.salon_channel}"
    assert (await call("POST", channel + "/messages", {"content": "  "}))[1]["code"] == 50006
    assert (await call("POST", f"/channels/{server.club.forum_channel}/messages", {"content": "x"}))[1]["code"] == 50008
    assert (await call("GET", "/channels/5"))[:1] == (404,)
    assert (await call("GET", channel + "/messages/5"))[1]["code"] == 10008
    assert (await call("GET", "/guilds/5"))[1]["code"] == 10004
    assert (await call("GET", "/nowhere"))[:2] == (404, {"message": "404: Not Found", "code": 0})
    assert (await call("GET", "/users/@me", headers={"Authorization": "Bot no"}))[0] == 401
    async with call.http.post(
        server.url + "/api/v10" + channel + "/messages", data=b"{", headers={"Authorization": f"Bot {server.token}"}
    ) as response:
        assert (await response.json())["code"] == 50109
    wren = server.person(server.club.members["Wren"])
    said = await wren.say(server.club.salon_channel, "mine")
    assert (await call("PATCH", f"{channel}/messages/{said['id']}", {"content": "x"}))[1]["code"] == 50005
    assert (await call("DELETE", f"{channel}/messages/{said['id']}"))[1]["code"] == 50013
    assert (await call("PUT", f"{channel}/messages/{said['id']}/reactions/hello/@me"))[1]["code"] == 10014
    assert (await call("POST", "/interactions/1/abc/callback", {"type": 4}))[1]["code"] == 10062
    assert (await call("POST", f"/webhooks/{server.state.bot_id}/abc", {"content": "x"}))[1]["code"] == 50027


async def test_mentions_only_when_allowed(call, server):
    club = server.club
    path = f"/channels/{club.salon_channel}/messages"
    text = f"<@{club.owner}> <@{club.members['Wren']}> @everyone"
    _, loud, _ = await call("POST", path, {"content": text})
    assert {user["id"] for user in loud["mentions"]} == {club.owner, club.members["Wren"]}
    assert loud["mention_everyone"]
    _, quiet, _ = await call("POST", path, {"content": text, "allowed_mentions": {"parse": []}})
    assert quiet["mentions"] == []
    assert not quiet["mention_everyone"]
    _, one, _ = await call("POST", path, {"content": text, "allowed_mentions": {"parse": [], "users": [club.owner]}})
    assert [user["id"] for user in one["mentions"]] == [club.owner]
    wren = server.person(club.members["Wren"])
    reply = await wren.say(club.salon_channel, "yes", reply_to=one["id"])
    assert [user["id"] for user in reply["mentions"]] == [server.state.bot_id]


async def test_history_pages(call, server):
    wren = server.person(server.club.members["Wren"])
    ids = [(await wren.say(server.club.salon_channel, str(n)))["id"] for n in range(10)]
    path = f"/channels/{server.club.salon_channel}/messages"

    async def contents(query: str) -> list[str]:
        return [message["content"] for message in (await call("GET", path + query))[1]]

    assert await contents("?limit=3") == ["9", "8", "7"]
    assert await contents(f"?limit=3&before={ids[5]}") == ["4", "3", "2"]
    assert await contents(f"?limit=3&after={ids[5]}") == ["8", "7", "6"]
    assert await contents(f"?limit=5&around={ids[5]}") == ["7", "6", "5", "4", "3"]
    assert (await call("GET", path + "?limit=101"))[1]["code"] == 50035
    server.deny(server.club.salon_channel, "read_message_history")
    assert (await call("GET", path))[1] == []


async def test_rate_limit_headers_and_429(call, server):
    server.rate_limits.limits[("POST", r"/channels/{channel_id:\d+}/typing")] = (2, 0.4)
    path = f"/channels/{server.club.salon_channel}/typing"
    _, _, headers = await call("POST", path)
    assert headers["X-RateLimit-Limit"] == "2"
    assert headers["X-RateLimit-Remaining"] == "1"
    assert {"X-RateLimit-Reset", "X-RateLimit-Reset-After", "X-RateLimit-Bucket"} <= set(headers)
    await call("POST", path)
    status, body, headers = await call("POST", path)
    assert status == 429
    assert 0 < body["retry_after"] <= 0.4
    assert body["global"] is False
    assert "Retry-After" in headers
    await asyncio.sleep(body["retry_after"])
    assert (await call("POST", path))[0] == 204


async def test_strangers_are_refused(call, server):
    club = server.club
    port = server.url.rsplit(":", 1)[1]
    for path in ("/", "/api/v10/gateway", "/gateway", f"/page/channels/{club.salon_channel}/messages", "/page/ws"):
        for headers in (
            {"Host": f"evil.example:{port}"},
            {"Host": "127.0.0.1:1"},
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://127.0.0.1:1"},
        ):
            async with call.http.get(server.url + path, headers=headers) as response:
                assert response.status == 403, (path, headers)
    for headers in ({"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}, {"Host": f"[::1]:{port}"}):
        async with call.http.get(server.url + "/api/v10/gateway", headers=headers) as response:
            assert response.status == 200
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await call.http.ws_connect(
            server.url.replace("http", "ws") + "/gateway", headers={"Origin": "http://evil.example"}
        )
    assert server._runner.addresses[0][0] == "127.0.0.1"


async def test_uploads_are_served_safely(call, server):
    wren = server.person(server.club.members["Wren"])
    said = await wren.say(
        server.club.salon_channel,
        "",
        attachments=[("../../x y.html", b"<script>"), ("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20)],
    )
    page, picture = said["attachments"]
    assert page["filename"] == "x_y.html"
    async with call.http.get(page["url"]) as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")
    async with call.http.get(picture["url"]) as response:
        assert response.headers["Content-Type"] == "image/png"
        assert "Content-Disposition" not in response.headers
    for path in (
        "/attachments/../../etc/passwd",
        "/attachments/1/2/..%2F..%2Fclub.json",
        "/static/..%2Fserver.py",
        "/static/none.js",
    ):
        async with call.http.get(server.url + path) as response:
            assert response.status == 404
    with pytest.raises(Exception, match="40005"):
        await wren.say(server.club.salon_channel, "", attachments=[("big.bin", b"0" * (10 * 1024 * 1024 + 1))])
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps({"content": "with a file"}))
    form.add_field("files[0]", io.BytesIO(b"0" * (10 * 1024 * 1024 + 1)), filename="big.bin")
    url = f"{server.url}/page/channels/{server.club.salon_channel}/messages"
    async with call.http.post(url, data=form, headers={"X-Act-As": wren.id}) as response:
        assert response.status == 413
    async with call.http.get(server.url + "/") as response:
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]


async def test_events(call, server):
    path = f"/guilds/{server.club.guild_id}/scheduled-events"
    now = datetime.datetime.now(datetime.UTC)
    body = {
        "name": "Her", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "here"},
        "scheduled_start_time": (now + datetime.timedelta(hours=1)).isoformat(),
        "scheduled_end_time": (now + datetime.timedelta(hours=3)).isoformat(),
    }  # fmt: skip
    for wrong in (
        {"scheduled_end_time": None},
        {"name": "x" * 101},
        {"description": "x" * 1001},
        {"entity_metadata": {}},
        {"scheduled_start_time": (now - datetime.timedelta(hours=1)).isoformat()},
        {"scheduled_start_time": "soon"},
        {"entity_type": 2},
    ):
        status, error, _ = await call("POST", path, body | wrong)
        assert (status, error["code"]) == (400, 50035), wrong
    _, event, _ = await call("POST", path, body)
    wren = server.club.members["Wren"]
    assert (await call.page(wren, "POST", f"/events/{event['id']}/interest"))[0] == 204
    _, users, _ = await call("GET", f"{path}/{event['id']}/users?with_member=true")
    assert [item["user"]["id"] for item in users] == [wren]
    assert (await call("GET", f"{path}/{event['id']}?with_user_count=true"))[1]["user_count"] == 1
    assert (await call("PATCH", f"{path}/{event['id']}", {"status": 3}))[1]["code"] == 50035
    assert (await call("PATCH", f"{path}/{event['id']}", {"status": 2}))[1]["status"] == 2
    assert (await call("PATCH", f"{path}/{event['id']}", {"status": 3}))[1]["status"] == 3
    assert (await call("PATCH", f"{path}/{event['id']}", {"name": "x"}))[1]["code"] == 180000
    assert (await call("DELETE", f"{path}/{event['id']}"))[0] == 204
    assert (await call("GET", f"{path}/{event['id']}"))[1]["code"] == 10070
