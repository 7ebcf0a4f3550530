"""What the server answers is judged by Discord's own OpenAPI document, over a broad evening with a real bot."""

import datetime

import discord
import pytest

from tests.local import openapi

pytestmark = pytest.mark.skipif(not openapi.PLACE.exists(), reason="Discord's OpenAPI document is not here")


async def test_an_evening_keeps_to_discords_document(server, run, recorder):
    async with run(server) as bot:
        club, guild = server.club, bot.guilds[0]
        wren = server.person(club.members["Wren"])
        await wren.slash("salon start", club.salon_channel, film="Her")
        await wren.slash("salon give", club.salon_channel, who=club.owner)
        opened = await wren.slash("salon note", club.salon_channel)
        await wren.submit(opened.modal, {"premise": "x"})
        counted = await wren.slash("salon count", club.salon_channel)
        await wren.press(counted.message, "Count 0")
        await wren.menu("Take up this point", await wren.say(club.salon_channel, "a point"))
        channel, forum = bot.get_channel(int(club.salon_channel)), bot.get_channel(int(club.forum_channel))
        first = await channel.send(
            "first", embed=discord.Embed(title="T", description="d").add_field(name="n", value="v")
        )
        await first.add_reaction("👍")
        await wren.react(club.salon_channel, str(first.id), "👍")
        reply = await first.reply("with a file", file=discord.File(__file__))
        await channel.fetch_message(first.id)
        await first.edit(content="first, edited")
        [m async for m in channel.history(limit=20)]
        thread = await first.create_thread(name="a thread")
        await thread.fetch_members()
        await thread.edit(name="another name", archived=True)
        [t async for t in channel.archived_threads()]
        await forum.create_thread(name="post", content="hello", applied_tags=forum.available_tags[:1])
        await guild.active_threads()
        await guild.fetch_channels()
        await bot.fetch_guild(guild.id)
        await guild.fetch_member(int(club.owner))
        await guild.fetch_roles()
        [m async for m in guild.fetch_members()]
        await bot.fetch_user(int(club.owner))
        await bot.application_info()
        await bot.tree.fetch_commands()
        event = await guild.create_scheduled_event(
            name="Her",
            start_time=discord.utils.utcnow() + datetime.timedelta(days=1),
            end_time=discord.utils.utcnow() + datetime.timedelta(days=1, hours=3),
            entity_type=discord.EntityType.external,
            location="the screening room",
            privacy_level=discord.PrivacyLevel.guild_only,
        )
        await guild.fetch_scheduled_events()
        [u async for u in event.users()]
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.Container(discord.ui.TextDisplay("# Her"), discord.ui.Separator()))
        section = discord.ui.Section("text", accessory=discord.ui.Button(label="b", custom_id="b"))
        view.add_item(section)
        view.add_item(discord.ui.ActionRow(discord.ui.Select(custom_id="s", options=[discord.SelectOption(label="o")])))
        await channel.send(view=view)
        await reply.delete()
        me = await guild.get_member(int(club.owner)).create_dm()
        await me.send("in private")
    assert len(recorder.calls) > 40
    undescribed = {(m, p) for m, p, _, _ in recorder.calls if openapi.operation(m, p) is None}
    assert not undescribed
    wrong = []
    for method, path, sent, got in recorder.calls:
        if sent is not None:
            wrong += [f"SENT {method} {path} {fault}" for fault in openapi.request_faults(method, path, sent)]
        if isinstance(got, dict | list):
            wrong += [f"GOT {method} {path} {fault}" for fault in openapi.response_faults(method, path, got)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))
