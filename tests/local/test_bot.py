"""A real discord.py bot over real sockets."""

import asyncio
import json

import aiohttp
import discord
import pytest

from bot.local.server import LocalDiscord


async def test_command_defer_thread_and_followups(server, run):
    async with run(server) as bot:
        assert bot.user.name == "salon"
        wren = server.person(server.club.members["Wren"])
        answer = await wren.slash("salon start", server.club.salon_channel, film="Her")
        assert answer.deferred
        assert not answer.failed
        assert answer.messages[0]["content"].startswith("begun in <#")
        await server.until(lambda: len(answer.messages) == 2)
        assert answer.messages[1]["flags"] & 64
        thread = server.threads(server.club.salon_channel)[0]
        assert thread["name"] == "Her"
        assert [m["content"] for m in server.messages(thread["id"])] == ["Tonight: Her"]
        tomas = server.person(server.club.members["Tomas"])
        assert "for your eyes" in [m["content"] for m in wren.messages(server.club.salon_channel)]
        assert "for your eyes" not in [m["content"] for m in tomas.messages(server.club.salon_channel)]


async def test_autocomplete_modal_button_menu_and_options(server, run):
    async with run(server):
        club = server.club
        wren = server.person(club.members["Wren"])
        choices = await wren.autocomplete("salon start", club.salon_channel, focused="film", film="he")
        assert [choice["value"] for choice in choices] == ["Her", "Heat"]
        opened = await wren.slash("salon note", club.salon_channel)
        noted = await wren.submit(opened.modal, {"premise": "the other painting"})
        assert noted.text == "noted: the other painting"
        counted = await wren.slash("salon count", club.salon_channel)
        pressed = await wren.press(counted.message, "Count 0")
        assert pressed.message["content"] == "counted 1"
        pressed = await wren.press(counted.message, "v1:count:1")
        assert pressed.message["content"] == "counted 2"
        with pytest.raises(LookupError):
            await wren.press(counted.message, "Count 0")
        said = await wren.say(club.salon_channel, "she never looks")
        taken = await wren.menu("Take up this point", said)
        assert taken.text == "taken up: she never looks"
        given = await wren.slash(
            "salon give",
            club.salon_channel,
            who=club.members["Tomas"],
            where=club.lobby_channel,
            file="0",
            rating=4.5,
            files=[("list.csv", b"12345")],
        )
        assert given.text == "Tomas lobby 5 4.5"
        assert (await wren.slash("salon twice", club.salon_channel)).text == "once"


async def test_three_seconds(server, run):
    async with run(server) as bot:
        wren = server.person(server.club.members["Wren"])
        answer = await wren.slash("salon silent", server.club.salon_channel)
        assert answer.failed
        await server.until(lambda: bot.late == [10062])
        await wren.slash("salon twice", server.club.salon_channel)
        await server.until(lambda: bot.late == [10062, 40060])


async def test_messages_edits_deletes_are_heard(server, run):
    async with run(server) as bot:
        club = server.club
        wren = server.person(club.members["Wren"])
        said = await wren.say(club.salon_channel, "one")
        await server.until(lambda: any(m.content == "one" for m in bot.seen))
        assert isinstance(bot.seen[-1].author, discord.Member)
        await wren.edit(club.salon_channel, said["id"], "two")
        await server.until(lambda: any(k == "edit" and p.data["content"] == "two" for k, p in bot.heard))
        await wren.react(club.salon_channel, said["id"], "👍")
        await server.until(lambda: any(k == "reaction" for k, p in bot.heard))
        await wren.delete(club.salon_channel, said["id"])
        await server.until(lambda: any(k == "delete" for k, p in bot.heard))
        ids = [(await wren.say(club.salon_channel, str(n)))["id"] for n in range(3)]
        server.bulk_delete(club.salon_channel, ids)
        await server.until(lambda: any(k == "bulk" and len(p.message_ids) == 3 for k, p in bot.heard))
        channel = bot.get_channel(int(club.salon_channel))
        posted = await channel.send("same", nonce="n-1")
        again = await channel.send("same", nonce="n-1")
        assert posted.id == again.id
        reply = await posted.reply("a reply", mention_author=False)
        assert reply.reference.resolved.id == posted.id
        await channel.send(file=discord.File(__file__), embed=discord.Embed(title="T", description="d"))
        found = [m async for m in channel.history(limit=10, oldest_first=True)]
        assert [m.content for m in found] == ["same", "a reply", ""]
        assert len(await found[-1].attachments[0].read()) > 100


async def test_resume_brings_what_was_missed(server, run):
    async with run(server) as bot:
        wren = server.person(server.club.members["Wren"])
        server.faults.drop_gateway()
        await server.until(lambda: not server.bot_online)
        await wren.say(server.club.salon_channel, "while you were away")
        await server.until(lambda: any(m.content == "while you were away" for m in bot.seen), timeout=15)
        assert ("resumed", None) in bot.heard


async def test_restart_with_the_same_file(state_file, run):
    local = LocalDiscord(state_file)
    await local.start()
    async with run(local):
        wren = local.person(local.club.members["Wren"])
        counted = await wren.slash("salon count", local.club.salon_channel)
        said = await wren.say(local.club.salon_channel, "keep this", attachments=[("a b.png", b"\x89PNG\r\n\x1a\nxx")])
    await local.stop()
    json.loads(state_file.read_text())
    again = LocalDiscord(state_file)
    await again.start()
    async with run(again):
        wren = again.person(again.club.members["Wren"])
        kept = again.messages(again.club.salon_channel)
        assert [m["id"] for m in kept] == [counted.message["id"], said["id"]]
        assert kept[1]["attachments"][0]["url"].startswith(again.url)
        async with aiohttp.ClientSession() as http, http.get(kept[1]["attachments"][0]["url"]) as response:
            assert (await response.read())[:4] == b"\x89PNG"
        pressed = await wren.press(kept[0], "Count 0")
        assert pressed.message["content"] == "counted 1"
    await again.stop()


async def test_missing_permissions(server, run):
    async with run(server) as bot:
        channel = bot.get_channel(int(server.club.salon_channel))
        server.deny(server.club.salon_channel, "send_messages")
        with pytest.raises(discord.Forbidden) as refused:
            await channel.send("hello")
        assert refused.value.code == 50013
        server.allow(server.club.salon_channel, "send_messages")
        await channel.send("hello")
        server.deny(server.club.salon_channel, "view_channel")
        with pytest.raises(discord.Forbidden) as refused:
            await channel.send("hello")
        assert refused.value.code == 50001
        with pytest.raises(discord.NotFound) as gone:
            await bot.fetch_channel(1)
        assert gone.value.code == 10003


async def test_refused_token_and_intents(server, run, monkeypatch):
    monkeypatch.setattr(server.state, "token", "changed-after-start")
    async with aiohttp.ClientSession() as http:
        headers = {"Authorization": "Bot wrong"}
        async with http.get(server.url + "/api/v10/users/@me", headers=headers) as response:
            assert response.status == 401
            assert response.headers["Content-Type"] == "application/json"
    strict = LocalDiscord(None, intents_enabled=set())
    await strict.start()
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with run(strict):
            pass
    async with run(strict, discord.Intents.default()) as bot:
        wren = strict.person(strict.club.members["Wren"])
        await wren.say(strict.club.salon_channel, "unheard")
        await wren.say(strict.club.salon_channel, f"<@{strict.state.bot_id}> heard")
        await strict.until(lambda: len(bot.seen) == 2)
        assert [m.content for m in bot.seen] == ["", f"<@{strict.state.bot_id}> heard"]
        channel = bot.get_channel(int(strict.club.salon_channel))
        assert [m.content async for m in channel.history()] == [f"<@{strict.state.bot_id}> heard", ""]
    await strict.stop()


async def test_threads_forum_and_archive(server, run):
    async with run(server) as bot:
        club = server.club
        forum = bot.get_channel(int(club.forum_channel))
        made = await forum.create_thread(name="Her", content="Tonight", applied_tags=forum.available_tags[:1])
        assert made.thread.id == made.message.id
        assert [tag.name for tag in made.thread.applied_tags] == ["discussion"]
        await made.thread.edit(archived=True)
        archived = [thread async for thread in forum.archived_threads()]
        assert [thread.id for thread in archived] == [made.thread.id]
        with pytest.raises(discord.HTTPException) as refused:
            await made.message.edit(content="changed")
        assert refused.value.code == 50083
        wren = server.person(club.members["Wren"])
        await wren.say(str(made.thread.id), "wake up")
        await server.until(lambda: any(m.content == "wake up" for m in bot.seen))
        assert not (await bot.fetch_channel(made.thread.id)).archived
        channel = bot.get_channel(int(club.salon_channel))
        message = await channel.send("about Alien")
        thread = await message.create_thread(name="Alien")
        assert thread.id == message.id
        with pytest.raises(discord.HTTPException) as refused:
            await message.create_thread(name="Again")
        assert refused.value.code == 160004
        active = await bot.guilds[0].active_threads()
        assert {t.id for t in active} == {made.thread.id, thread.id}
        members = await thread.fetch_members()
        assert [m.id for m in members] == [bot.user.id]
        server.delete_channel(str(thread.id))
        await asyncio.sleep(0.05)
        assert bot.get_channel(thread.id) is None


async def test_events_and_direct_messages(server, run):
    async with run(server) as bot:
        guild = bot.guilds[0]
        start = discord.utils.utcnow() + __import__("datetime").timedelta(days=1)
        event = await guild.create_scheduled_event(
            name="Her",
            start_time=start,
            channel=bot.get_channel(int(server.club.voice_channel)),
            privacy_level=discord.PrivacyLevel.guild_only,
        )
        assert [e.name for e in await guild.fetch_scheduled_events()] == ["Her"]
        event = await event.edit(name="Her again")
        assert event.name == "Her again"
        await event.cancel()
        wren = guild.get_member(int(server.club.members["Wren"]))
        sent = await wren.send("a word in private")
        await server.until(lambda: server.messages(str(sent.channel.id)))
        person = server.person(server.club.members["Wren"])
        await person.say(str(sent.channel.id), "and back")
        await server.until(lambda: any(m.content == "and back" for m in bot.seen))
        assert [m.display_name for m in await guild.query_members("tom")] == ["Tomas"]


async def test_components_v2(server, run):
    async with run(server) as bot:
        channel = bot.get_channel(int(server.club.salon_channel))
        view = discord.ui.LayoutView(timeout=None)
        box = discord.ui.Container(accent_color=discord.Color.red())
        box.add_item(discord.ui.TextDisplay("# Her"))
        box.add_item(discord.ui.Separator())
        box.add_item(discord.ui.ActionRow(discord.ui.Button(label="Go", custom_id="go")))
        view.add_item(box)
        sent = await channel.send(view=view)
        assert sent.flags.components_v2
        with pytest.raises(discord.HTTPException) as refused:
            await sent.edit(content="text")
        assert refused.value.code == 50035


async def test_failures_on_demand(server, run):
    async with run(server) as bot:
        channel = bot.get_channel(int(server.club.salon_channel))
        server.faults.fail_next("POST", f"/channels/{channel.id}/messages", 403, 50013)
        with pytest.raises(discord.Forbidden):
            await channel.send("x")
        await channel.send("y")
