"""The gateway and the state file, below what discord.py shows."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
import pytest

from bot.local import gateway
from bot.local.server import LocalDiscord
from bot.local.wire import ApiError

ALL = 0b11_0000_0001_1111_1111_1111_1111


class HandClock:
    def __init__(self) -> None:
        self.time = datetime(2026, 5, 1, 20, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


class Line:
    """A gateway connection by hand."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.seq = 0

    async def next(self, name: str | None = None, op: int | None = None):
        while True:
            message = await self.socket.receive(timeout=5)
            if message.type is not aiohttp.WSMsgType.TEXT:
                return message
            frame = json.loads(message.data)
            self.seq = frame["s"] or self.seq
            if (name is None or frame["t"] == name) and (op is None or frame["op"] == op):
                return frame

    async def say(self, op: int, data) -> None:
        await self.socket.send_str(json.dumps({"op": op, "d": data}))


async def connect(call, server) -> Line:
    line = Line(await call.http.ws_connect(server.url.replace("http", "ws") + "/gateway?v=10&encoding=json"))
    assert (await line.next())["op"] == 10
    return line


async def identified(call, server, intents=ALL):
    line = await connect(call, server)
    await line.say(2, {"token": server.token, "intents": intents, "properties": {}})
    ready = await line.next("READY")
    await line.next("GUILD_CREATE")
    return line, ready["d"]


async def test_heartbeat_and_close_codes(call, server):
    line, _ = await identified(call, server)
    await line.say(1, 1)
    assert (await line.next())["op"] == 11
    await line.say(2, {"token": server.token, "intents": ALL})
    await line.next()
    assert line.socket.close_code == 4005
    for op, data, code in ((2, {"token": "no", "intents": 0}, 4004), (8, {}, 4003), (6, {"token": "no"}, 4004)):
        line = await connect(call, server)
        await line.say(op, data)
        await line.next()
        assert line.socket.close_code == code
    line = await connect(call, server)
    await line.socket.send_str("{")
    await line.next()
    assert line.socket.close_code == 4002


async def test_resume_replays_and_refuses(call, server, monkeypatch):
    line, ready = await identified(call, server)
    wren = server.person(server.club.members["Wren"])
    await wren.say(server.club.salon_channel, "heard")
    await line.next("MESSAGE_CREATE")
    server.faults.drop_gateway()
    await server.until(lambda: not server.bot_online)
    for text in ("one", "two"):
        await wren.say(server.club.salon_channel, text)
    again = await connect(call, server)
    await again.say(6, {"token": server.token, "session_id": ready["session_id"], "seq": line.seq})
    assert [(await again.next("MESSAGE_CREATE"))["d"]["content"] for _ in range(2)] == ["one", "two"]
    await again.next("RESUMED")
    assert server.bot_online
    await again.socket.close(code=1000)
    await server.until(lambda: not server.bot_online)
    late = await connect(call, server)
    await late.say(6, {"token": server.token, "session_id": ready["session_id"], "seq": 1})
    assert await late.next(op=9) == {"op": 9, "d": False, "s": None, "t": None}
    await late.say(2, {"token": server.token, "intents": ALL})
    await late.next("READY")


async def test_a_resume_past_the_buffer_is_refused(call, server, monkeypatch):
    monkeypatch.setattr(gateway, "REPLAYABLE", 5)
    line, ready = await identified(call, server)
    server.faults.drop_gateway()
    await server.until(lambda: not server.bot_online)
    wren = server.person(server.club.members["Wren"])
    for number in range(10):
        await wren.say(server.club.salon_channel, str(number))
    again = await connect(call, server)
    await again.say(6, {"token": server.token, "session_id": ready["session_id"], "seq": line.seq})
    assert (await again.next(op=9))["d"] is False


async def test_without_presences_only_the_bot_is_a_member(call, server):
    line = await connect(call, server)
    await line.say(2, {"token": server.token, "intents": 0b11})
    guild = (await line.next("GUILD_CREATE"))["d"]
    assert [item["user"]["id"] for item in guild["members"]] == [server.state.bot_id]
    assert guild["member_count"] == 4
    await line.say(8, {"guild_id": guild["id"], "query": "", "limit": 0, "nonce": "n"})
    chunk = (await line.next("GUILD_MEMBERS_CHUNK"))["d"]
    assert len(chunk["members"]) == 4
    assert chunk["nonce"] == "n"


async def test_hidden_channels_send_nothing(call, server):
    line, _ = await identified(call, server)
    server.deny(server.club.lobby_channel, "view_channel")
    wren = server.person(server.club.members["Wren"])
    await wren.say(server.club.lobby_channel, "behind closed doors")
    await wren.say(server.club.salon_channel, "in the open")
    assert (await line.next("MESSAGE_CREATE"))["d"]["content"] == "in the open"


async def test_tokens_live_fifteen_minutes_of_our_clock(run):
    clock = HandClock()
    server = LocalDiscord(None, clock=clock)
    await server.start()
    async with run(server) as bot:
        wren = server.person(server.club.members["Wren"])
        answer = await wren.slash("salon note", server.club.salon_channel)
        assert answer.modal is not None
        token = server.state.interactions[answer.id]["token"]
        clock.time += timedelta(minutes=15)
        route = f"{server.url}/api/v10/webhooks/{bot.user.id}/{token}"
        async with aiohttp.ClientSession() as http, http.post(route, json={"content": "late"}) as response:
            assert response.status == 401
            assert (await response.json())["code"] == 50027
        channel = bot.get_channel(int(server.club.salon_channel))
        first = await channel.send("x", nonce="n")
        clock.time += timedelta(minutes=10)
        assert (await channel.send("x", nonce="n")).id != first.id
        clock.time += timedelta(days=15)
        with pytest.raises(ApiError, match="50034"):
            server.bulk_delete(server.club.salon_channel, [str(first.id)])
    await server.stop()


async def test_ids_grow_while_the_clock_stands(server):
    ids = [int(server.realm.new_id()) for _ in range(100)]
    assert ids == sorted(set(ids))


async def test_the_file_is_a_quarter_second_behind(state_file):
    server = LocalDiscord(state_file)
    await server.start()
    wren = server.person(server.club.members["Wren"])
    await wren.say(server.club.salon_channel, "keep me")
    await server.until(lambda: state_file.exists() and "keep me" in state_file.read_text(), timeout=5)
    said = server.messages(server.club.salon_channel)[0]
    await wren.delete(server.club.salon_channel, said["id"])
    await server.stop()
    assert "keep me" not in state_file.read_text()
    assert json.loads(state_file.read_text())["version"] == 1
    again = LocalDiscord(state_file)
    assert again.token == server.token
    assert again.club == server.club


async def test_a_foreign_file_is_named(tmp_path):
    path = tmp_path / "club.json"
    path.write_text("{}")
    with pytest.raises(ValueError, match=r"club\.json"):
        LocalDiscord(path)


async def test_slow_calls_and_faults(call, server):
    server.faults.slow("/channels", 30)
    slow = asyncio.create_task(call("GET", f"/channels/{server.club.salon_channel}"))
    assert (await call("GET", "/users/@me"))[0] == 200
    assert not slow.done()
    slow.cancel()
    server.faults.clear()
    server.faults.fail_next("GET", "/channels", 503, times=2)
    assert [(await call("GET", f"/channels/{server.club.salon_channel}"))[0] for _ in range(3)] == [503, 503, 200]


async def test_locked_threads_and_locales(run, server):
    async with run(server) as bot:
        wren = server.person(server.club.members["Wren"])
        channel = bot.get_channel(int(server.club.salon_channel))
        thread = await channel.create_thread(name="t", type=discord.ChannelType.public_thread)
        server.archive(str(thread.id), locked=True)
        with pytest.raises(ApiError, match="160005"):
            await wren.say(str(thread.id), "hello?")
        await thread.send("a moderator may")
        server.set_locale(wren.id, "de")
        seen = []
        bot.tree.interaction_check = lambda interaction: _note(seen, interaction)
        await wren.slash("salon count", server.club.salon_channel)
        assert seen == [discord.Locale.german]


async def _note(seen, interaction) -> bool:
    seen.append(interaction.locale)
    return True
