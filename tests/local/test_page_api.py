"""The page protocol, spoken as the page does."""

import json

import aiohttp


async def frames(socket, until):
    seen = []
    while True:
        frame = json.loads((await socket.receive(timeout=5)).data)
        seen.append(frame)
        if until(frame):
            return seen


async def test_snapshot_and_live_messages(call, server):
    club = server.club
    wren, tomas = club.members["Wren"], club.members["Tomas"]
    address = server.url.replace("http", "ws") + "/page/ws?as="
    async with call.http.ws_connect(address + wren) as one, call.http.ws_connect(address + tomas) as two:
        first = (await frames(one, lambda f: True))[0]
        assert first["t"] == "SNAPSHOT"
        snapshot = first["d"]
        assert snapshot["me"]["global_name"] == "Wren"
        assert [user["global_name"] for user in snapshot["club"]] == ["Ines", "Tomas", "Wren"]
        assert {c["name"] for c in snapshot["channels"]} >= {"salon", "lobby", "film-forum", "screening room"}
        assert snapshot["bot_online"] is False
        assert club.salon_channel in snapshot["permissions"]
        status, said = await call.page(wren, "POST", f"/channels/{club.salon_channel}/messages", {"content": "hello"})
        assert status == 200
        heard = (await frames(two, lambda f: f["t"] == "MESSAGE_CREATE"))[-1]["d"]
        assert heard["id"] == said["id"]
        assert "_" not in {key[0] for key in heard}
        await one.send_str(json.dumps({"t": "TYPING", "d": {"channel_id": club.salon_channel}}))
        typed = (await frames(two, lambda f: f["t"] == "TYPING_START"))[-1]["d"]
        assert typed["user_id"] == wren
        await one.send_str("nonsense")
        status, error = await call.page(
            wren, "POST", f"/channels/{club.salon_channel}/messages", {"content": "x" * 2001}
        )
        assert (status, error["code"]) == (400, 50035)
        mid = f"/channels/{club.salon_channel}/messages/{said['id']}"
        assert (await call.page(tomas, "PATCH", mid, {"content": "no"}))[1]["code"] == 50005
        assert (await call.page(tomas, "DELETE", mid))[1]["code"] == 50013
        assert (await call.page(wren, "PATCH", mid, {"content": "hello, edited"}))[1]["edited_timestamp"]
        assert (await call.page(tomas, "PUT", mid + "/reactions/👍"))[0] == 204
        _, listed = await call.page(tomas, "GET", f"/channels/{club.salon_channel}/messages?limit=50")
        assert listed[0]["reactions"][0]["me"] is True
        status, thread = await call.page(
            wren, "POST", f"/channels/{club.salon_channel}/threads", {"name": "t", "message_id": said["id"]}
        )
        assert status == 201
        assert thread["id"] == said["id"]
        await frames(two, lambda f: f["t"] == "THREAD_CREATE")
        assert (await call.page(wren, "DELETE", f"/channels/{thread['id']}"))[1]["code"] == 50013
        assert (await call.page(club.owner, "DELETE", f"/channels/{thread['id']}"))[0] == 204
        await frames(two, lambda f: f["t"] == "THREAD_DELETE")
        assert (await call.page(club.owner, "DELETE", mid))[0] == 204
        await frames(two, lambda f: f["t"] == "MESSAGE_DELETE")
        assert (await call.page("5", "GET", f"/channels/{club.salon_channel}/messages"))[0] == 404


async def test_forum_posts(call, server):
    club = server.club
    path = f"/channels/{club.forum_channel}/threads"
    assert (await call.page(club.owner, "POST", path, {"name": "Her"}))[1]["code"] == 50006
    status, post = await call.page(club.owner, "POST", path, {"name": "Her", "content": "Tonight"})
    assert status == 201
    assert post["message"]["id"] == post["id"]


async def test_interactions_over_the_page(call, server, run):
    club = server.club
    wren, tomas = club.members["Wren"], club.members["Tomas"]
    address = server.url.replace("http", "ws") + "/page/ws?as="
    async with call.http.ws_connect(address + wren) as one, call.http.ws_connect(address + tomas) as two:
        async with run(server):
            commands = (await frames(one, lambda f: f["t"] == "COMMANDS"))[-1]["d"]["commands"]
            salon = next(c for c in commands if c["name"] == "salon")
            menu = next(c for c in commands if c["type"] == 3)
            place = {"channel_id": club.salon_channel}
            body = place | {
                "type": 2,
                "command_id": salon["id"],
                "options": [{"name": "note", "type": 1, "options": []}],
            }
            status, begun = await call.page(wren, "POST", "/interactions", body)
            assert status == 202
            modal = (await frames(one, lambda f: f["t"] == "MODAL"))[-1]["d"]
            assert modal["interaction_id"] == begun["id"]
            filled = place | {
                "type": 5,
                "interaction_id": modal["interaction_id"],
                "custom_id": modal["custom_id"],
                "components": [{"type": 1, "components": [{"type": 4, "custom_id": "premise", "value": ""}]}],
            }
            assert (await call.page(wren, "POST", "/interactions", filled))[1]["code"] == 50035
            filled["components"][0]["components"][0]["value"] = "a premise"
            assert (await call.page(tomas, "POST", "/interactions", filled))[1]["code"] == 10062
            assert (await call.page(wren, "POST", "/interactions", filled))[0] == 202
            seen = await frames(one, lambda f: f["t"] == "MESSAGE_CREATE")
            assert seen[-1]["d"]["content"] == "noted: a premise"
            ephemeral = seen[-1]["d"]
            body["options"] = [
                {"name": "start", "type": 1, "options": [{"name": "film", "type": 3, "value": "he", "focused": True}]}
            ]
            assert [c["value"] for c in (await call.page(wren, "POST", "/autocomplete", body))[1]["choices"]] == [
                "Her",
                "Heat",
            ]
            body["options"][0]["options"] = []
            assert (await call.page(wren, "POST", "/interactions", body))[1]["code"] == 50035
            body["options"] = [{"name": "count", "type": 1, "options": []}]
            await call.page(wren, "POST", "/interactions", body)
            counted = (await frames(two, lambda f: f["t"] == "MESSAGE_CREATE"))[-1]["d"]
            assert counted["content"] == "counted 0"
            press = place | {"type": 3, "message_id": counted["id"], "custom_id": "v1:count:0", "component_type": 2}
            assert (await call.page(tomas, "POST", "/interactions", press))[0] == 202
            changed = (await frames(one, lambda f: f["t"] == "MESSAGE_UPDATE"))[-1]["d"]
            assert changed["content"] == "counted 1"
            assert (await call.page(tomas, "POST", "/interactions", press))[1]["code"] == 50035
            use = place | {"type": 2, "command_id": menu["id"], "target_id": counted["id"]}
            assert (await call.page(tomas, "POST", "/interactions", use))[0] == 202
            _, mine = await call.page(wren, "GET", f"/channels/{club.salon_channel}/messages")
            _, theirs = await call.page(tomas, "GET", f"/channels/{club.salon_channel}/messages")
            assert ephemeral["id"] in {m["id"] for m in mine}
            assert ephemeral["id"] not in {m["id"] for m in theirs}
            assert (await call.page(wren, "DELETE", f"/channels/{club.salon_channel}/messages/{ephemeral['id']}"))[
                0
            ] == 204
            form = aiohttp.FormData(quote_fields=False)
            give = {
                "name": "give",
                "type": 1,
                "options": [{"name": "who", "type": 6, "value": tomas}, {"name": "file", "type": 11, "value": "0"}],
            }
            form.add_field("payload_json", json.dumps(body | {"options": [give]}))
            form.add_field("files[0]", b"12345", filename="list.csv")
            async with call.http.post(
                server.url + "/page/interactions", data=form, headers={"X-Act-As": wren}
            ) as response:
                assert response.status == 202
            given = (await frames(one, lambda f: f["t"] == "MESSAGE_CREATE" and "Tomas" in f["d"]["content"]))[-1]["d"]
            assert given["content"] == "Tomas None 5 None"
        await frames(one, lambda f: f["t"] == "BOT_PRESENCE" and not f["d"]["online"])
        await call.page(wren, "POST", "/interactions", body)
        failed = (await frames(one, lambda f: f["t"] == "INTERACTION"))[-1]["d"]
        assert failed["state"] == "failed"


async def test_commands_for_managers_only(call, server):
    path = f"/applications/{server.state.bot_id}/commands"
    command = {"name": "setup", "description": "d", "default_member_permissions": str(1 << 5)}
    _, made, _ = await call("PUT", path, [command])
    body = {"type": 2, "channel_id": server.club.salon_channel, "command_id": made[0]["id"], "options": []}
    assert (await call.page(server.club.members["Wren"], "POST", "/interactions", body))[1]["code"] == 50013
    assert (await call.page(server.club.owner, "POST", "/interactions", body))[0] == 202
