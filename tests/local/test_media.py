"""Galleries, thumbnails and files in Components V2: what Discord takes, what it refuses, and what it answers."""

import io

import aiohttp
import discord
import pytest

from bot.local.assets import _png
from tests.local import openapi

V2 = 1 << 15
PICTURE = _png((1, 2, 3))


def gallery(name, description=None):
    media = discord.MediaGalleryItem(f"attachment://{name}", description=description)
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(discord.ui.TextDisplay("words"), discord.ui.MediaGallery(media)))
    return view


def file(name, data=PICTURE):
    return discord.File(io.BytesIO(data), filename=name, description="what is seen")


async def test_a_picture_in_a_gallery_is_kept_renewed_and_taken_out(server, run, recorder):
    async with run(server) as bot:
        channel = bot.get_channel(int(server.club.salon_channel))
        sent = await channel.send(view=gallery("a.png", "what is seen"), file=file("a.png"))
        (shown,) = server.messages(server.club.salon_channel)[-1]["components"][0]["components"][1]["items"]
        (held,) = server.messages(server.club.salon_channel)[-1]["attachments"]
        assert shown["media"]["url"] == held["url"]
        assert (shown["media"]["width"], shown["media"]["attachment_id"]) == (8, held["id"])
        assert (shown["description"], shown["spoiler"]) == ("what is seen", False)
        again = bot.get_channel(channel.id).get_partial_message(sent.id)
        await again.edit(view=gallery("a.png"), attachments=[file("a.png", _png((9, 9, 9)))])
        message = server.messages(server.club.salon_channel)[-1]
        (renewed,) = message["attachments"]
        assert renewed["id"] != held["id"]
        assert message["components"][0]["components"][1]["items"][0]["description"] is None
        plain = discord.ui.LayoutView(timeout=None)
        plain.add_item(discord.ui.TextDisplay("words"))
        await again.edit(view=plain, attachments=[])
        assert not server.messages(server.club.salon_channel)[-1]["attachments"]
        section = discord.ui.LayoutView(timeout=None)
        accessory = discord.ui.Thumbnail("https://example.org/poster.jpg")
        section.add_item(discord.ui.Section(discord.ui.TextDisplay("a film"), accessory=accessory))
        section.add_item(discord.ui.File("attachment://notes.txt"))
        await channel.send(view=section, file=file("notes.txt", b"notes"))
    if openapi.PLACE.exists():
        wrong = []
        for method, path, asked, got in recorder.calls:
            if asked is not None:
                wrong += [f"SENT {method} {path} {fault}" for fault in openapi.request_faults(method, path, asked)]
            if isinstance(got, dict | list):
                wrong += [f"GOT {method} {path} {fault}" for fault in openapi.response_faults(method, path, got)]
        assert not wrong, "\n".join(dict.fromkeys(wrong))


def component(kind, **more):
    return {"flags": V2, "components": [{"type": kind} | more]}


@pytest.mark.parametrize(
    "body",
    [
        component(12, items=[{"media": {"url": "attachment://b.png"}}]),
        component(13, file={"url": "attachment://b.png"}),
        component(
            9,
            components=[{"type": 10, "content": "x"}],
            accessory={"type": 11, "media": {"url": "attachment://b.png"}},
        ),
    ],
    ids=["gallery", "file", "thumbnail"],
)
async def test_a_file_that_is_not_there_is_refused(call, server, body):
    place = f"/channels/{server.club.salon_channel}/messages"
    status, answer, _ = await call("POST", place, body)
    assert status == 400
    assert "REFERENCED_ATTACHMENT_NOT_FOUND" in str(answer)
    form = aiohttp.FormData()
    form.add_field("payload_json", '{"flags": 32768, "components": [{"type": 10, "content": "x"}]}')
    form.add_field("files[0]", PICTURE, filename="a.png")
    headers = {"Authorization": f"Bot {server.token}"}
    async with call.http.post(f"{server.url}/api/v10{place}", data=form, headers=headers) as response:
        sent = await response.json()
    status, answer, _ = await call("PATCH", f"{place}/{sent['id']}", {"components": body["components"]})
    assert status == 400
    kept = server.messages(server.club.salon_channel)[-1]
    assert [one["filename"] for one in kept["attachments"]] == ["a.png"]


@pytest.mark.parametrize(("text", "status"), [("", 400), ("x" * 1_025, 400), ("x" * 1_024, 200), (None, 200)])
async def test_a_description_has_1_to_1024_characters(call, server, text, status):
    items = [{"media": {"url": "https://example.org/a.png"}, "description": text}]
    answer, _, _ = await call("POST", f"/channels/{server.club.salon_channel}/messages", component(12, items=items))
    assert answer == status
