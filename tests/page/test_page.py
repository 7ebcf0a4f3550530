"""The page in Chromium, against the local Discord and a small real bot."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

expect = pytest.importorskip("playwright.async_api", reason="playwright is not installed (browser tests)").expect


def last(page: Any) -> Any:
    return page.get_by_test_id("message").last


async def say(page: Any, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("composer").press("Enter")


async def test_slash_command_with_autocomplete_by_keyboard(club: Any) -> None:
    page = await club.seat("Ines")
    await page.get_by_test_id("composer").press_sequentially("/fi")
    await expect(page.get_by_test_id("picker-item")).to_contain_text("/film find")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("option-title")).to_be_focused()
    await page.keyboard.type("her")
    await expect(page.get_by_test_id("autocomplete-item")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("option-title")).to_have_value("Her (2013)")
    await page.keyboard.type(" note:")
    await expect(page.get_by_test_id("option-note")).to_be_focused()
    await page.keyboard.type("rewatch")
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("Found Her (rewatch)")
    await expect(last(page)).to_contain_text("used /film find")


async def test_a_command_written_out_in_full(club: Any) -> None:
    page = await club.seat("Tomas")
    await say(page, "/film find title:Hero note:in red")
    await expect(last(page)).to_contain_text("Found Hero (in red)")


async def test_a_missing_required_option_is_shown_and_escape_leaves(club: Any) -> None:
    page = await club.seat("Ines")
    await say(page, "/film find")
    await expect(page.get_by_test_id("option-title")).to_be_focused()
    await expect(page.get_by_test_id("notice")).to_contain_text("title is required")
    await page.keyboard.press("Escape")
    if await page.get_by_test_id("command-form").is_visible():  # the first Escape closed the suggestions
        await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("composer")).to_be_focused()
    await expect(page.get_by_test_id("message")).to_have_count(0)


async def test_a_post_arrives_by_itself_and_its_button_answers(club: Any, board: Any) -> None:
    page = await club.seat("Wren")
    await club.post("The board", view=board)
    await expect(last(page)).to_contain_text("The board")
    await page.get_by_test_id("button-Take up").click()
    await expect(last(page)).to_contain_text("Wren took it up")


async def test_a_button_without_an_answer_says_so(club: Any, board: Any) -> None:
    page = await club.seat("Wren")
    await club.post("The board", view=board)
    await page.get_by_test_id("button-Silent").click()
    await expect(page.get_by_test_id("message").first).to_contain_text("The application did not respond")


async def test_a_modal_checks_its_field_and_is_answered(club: Any, board: Any) -> None:
    page = await club.seat("Ines")
    await club.post("The board", view=board)
    await page.get_by_test_id("button-Premise").click()
    await expect(page.get_by_test_id("modal")).to_be_visible()
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_test_id("modal")).to_contain_text("This field is required.")
    await page.get_by_test_id("modal-field-premise").fill("Samantha had asked")
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_test_id("modal")).to_have_count(0)
    await expect(last(page)).to_contain_text("What if Samantha had asked")


async def test_two_people_see_each_other_but_not_what_is_private(club: Any, board: Any) -> None:
    ines, tomas = await asyncio.gather(club.seat("Ines"), club.seat("Tomas"))
    await ines.get_by_test_id("composer").press_sequentially("hello ")
    await expect(tomas.get_by_test_id("typing")).to_contain_text("Ines is typing")
    await say(ines, "hello @Tomas")
    await expect(last(tomas)).to_contain_text("hello @Tomas")
    await expect(tomas.get_by_test_id("typing")).to_be_hidden()
    await club.post("The board", view=board)
    await ines.get_by_test_id("button-Only me").click()
    await expect(last(ines)).to_contain_text("between us")
    await expect(ines.get_by_test_id("ephemeral")).to_contain_text("Only you can see this")
    await say(tomas, "and back")
    await expect(last(ines)).to_contain_text("and back")
    await expect(tomas.get_by_text("between us")).to_have_count(0)
    await ines.get_by_role("button", name="Dismiss").click()
    await expect(ines.get_by_test_id("ephemeral")).to_have_count(0)


async def test_edit_react_reply_and_delete_are_seen_by_the_other(club: Any) -> None:
    ines, tomas = await asyncio.gather(club.seat("Ines"), club.seat("Tomas"))
    await say(tomas, "the ending is a cop-out")
    await last(ines).hover()
    await last(ines).get_by_role("button", name="Reply").click()
    await ines.keyboard.type("why?")
    await ines.keyboard.press("Enter")
    await expect(last(tomas)).to_contain_text("the ending is a cop-out")  # the preview above the reply
    await expect(last(ines)).to_contain_text("why?")
    await ines.keyboard.press("ArrowUp")
    await ines.get_by_test_id("edit-field").fill("why so?")
    await ines.keyboard.press("Enter")
    await expect(last(tomas)).to_contain_text("why so? (edited)")
    await last(tomas).focus()
    await tomas.keyboard.press("ContextMenu")
    await tomas.get_by_test_id("menu-Add reaction").click()
    await tomas.get_by_test_id("react-\N{CLAPPER BOARD}").click()
    await expect(last(ines).locator(".reaction")).to_contain_text("1")
    await last(ines).click(button="right")
    await ines.get_by_test_id("menu-Delete message").click()
    await ines.get_by_test_id("dialog-ok").click()
    await expect(tomas.get_by_test_id("message")).to_have_count(1)


async def test_a_message_command_of_the_bot(club: Any) -> None:
    page = await club.seat("Wren")
    await say(page, "letters written for others are gifts")
    await last(page).click(button="right")
    await page.get_by_test_id("menu-Take up this point").click()
    await expect(last(page)).to_contain_text("Taken up: letters written for others are gifts")


async def test_a_spoiler_opens_by_enter(club: Any) -> None:
    page = await club.seat("Ines")
    await club.post("she ||leaves|| him")
    spoiler = page.get_by_test_id("spoiler")
    await expect(spoiler).to_have_attribute("aria-expanded", "false")
    await expect(page.get_by_text("leaves", exact=True)).not_to_be_visible()
    await spoiler.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("leaves", exact=True)).to_be_visible()


async def test_a_jump_link_goes_to_a_message_of_another_channel(club: Any) -> None:
    page = await club.seat("Tomas")
    target = await club.post("jump here")
    for number in range(60):
        await club.discord.person(club.discord.club.owner).say(club.discord.club.salon_channel, f"line {number}")
    await page.get_by_test_id("channel-lobby").click()
    await expect(page.get_by_test_id("channel-lobby")).to_have_attribute("aria-current", "page")
    await page.reload()  # so that the old message is not among those known
    await say(page, f"see [this one]({target.jump_url})")
    await page.get_by_role("link", name="this one").click()
    await expect(page.locator(".message.highlight")).to_contain_text("jump here")
    await expect(page.locator(".message", has_text="jump here")).to_be_in_viewport()
    await expect(page.get_by_test_id("channel-salon")).to_have_attribute("aria-current", "page")


HOSTILE = (
    "<script>window.hit = 1</script> <img src=x onerror='window.hit = 1'> [press](javascript:window.hit=1)"
    " [data](data:text/html,x) <svg onload=window.hit=1>"
)


async def test_injection_is_shown_as_text(club: Any) -> None:
    page = await club.seat("Ines")
    await club.post(HOSTILE)
    await expect(last(page)).to_contain_text("<script>window.hit = 1</script>")
    await expect(last(page)).to_contain_text("[press](javascript:window.hit=1)")
    await expect(last(page).locator("script, .content img, .content svg, .content a")).to_have_count(0)
    assert await page.evaluate("window.hit") is None


async def test_markdown_of_many_kinds(club: Any) -> None:
    page = await club.seat("Ines")
    await club.post(
        "# Big\n-# small\n**bold** *it* __under__ ~~gone~~ `code` snake_case_name \\*plain\\*\n"
        "> quoted\n- one\n  - inner\n1. first\n```py\nx = 1\n```\n<t:0:D> [masked](https://example.org/a_(b))"
    )
    content = last(page).locator(".content")
    for selector, text in {
        ".md-h1": "Big", ".subtext": "small", "strong": "bold", "em": "it", "u": "under", "s": "gone",
        "p > code": "code", "blockquote": "quoted", "ul ul li": "inner", "ol li": "first",
        "pre": "x = 1", "time": "1970",
    }.items():  # fmt: skip
        await expect(content.locator(selector).first).to_contain_text(text)
    await expect(content).to_contain_text("snake_case_name *plain*")
    await expect(content.locator("a")).to_have_attribute("href", "https://example.org/a_(b)")
    await expect(content.locator("a")).to_have_attribute("rel", "noopener noreferrer")


async def test_a_thread_from_a_message_and_a_forum_post(club: Any) -> None:
    ines, tomas = await asyncio.gather(club.seat("Ines"), club.seat("Tomas"))
    await say(ines, "the last shot")
    await last(ines).click(button="right")
    await ines.get_by_test_id("menu-Start thread").click()
    await ines.get_by_test_id("dialog-ok").click()
    await expect(tomas.get_by_test_id("thread-the last shot")).to_be_visible()
    await expect(ines.get_by_role("heading", level=1)).to_have_text("the last shot")
    await say(ines, "in here")
    await tomas.get_by_test_id("thread-the last shot").click()
    await expect(last(tomas)).to_contain_text("in here")
    await ines.get_by_test_id("channel-film-forum").click()
    await ines.get_by_test_id("new-post").click()
    await ines.get_by_test_id("post-title").fill("Stalker")
    await ines.get_by_test_id("post-content").fill("What is in the room?")
    await ines.get_by_test_id("dialog-ok").click()
    await expect(last(ines)).to_contain_text("What is in the room?")
    await tomas.get_by_test_id("channel-film-forum").click()
    await expect(tomas.get_by_test_id("post-Stalker")).to_contain_text("What is in the room?")


async def test_a_message_that_is_too_long_is_refused_in_plain_words(club: Any) -> None:
    page = await club.seat("Wren")
    await say(page, "x" * 2001)
    await expect(page.get_by_test_id("notice")).to_contain_text("2000")
    await expect(page.get_by_test_id("composer")).to_have_value(re.compile("^x+$"))


async def test_the_page_comes_back_after_the_server_was_restarted(club: Any, tmp_path: Path) -> None:
    page = await club.seat("Ines")
    await say(page, "before")
    await expect(last(page)).to_contain_text("before")
    port = int(club.discord.url.rsplit(":", 1)[1])
    # Without the bot, whose tries to come back would be cut off when the test ends, and leave connections to the next one.
    await club.bot.close()
    await club.discord.stop()
    await expect(page.locator("#connection")).to_contain_text("Trying again")
    again = type(club.discord)(tmp_path / "club.json", port=port)
    await again.start()
    await expect(page.locator("#connection")).to_be_hidden()
    await say(page, "after")
    await expect(last(page)).to_contain_text("after")
    await expect(page.get_by_test_id("message")).to_have_count(2)
    await again.stop()


async def test_phone_width_and_theme(club: Any) -> None:
    page = await club.seat("Ines", color_scheme="dark")
    background = "getComputedStyle(document.getElementById('conversation')).backgroundColor"
    dark = await page.evaluate(background)
    await page.get_by_role("button", name="Use the light theme").click()
    assert await page.evaluate(background) != dark
    await page.reload()
    assert await page.evaluate(background) != dark
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.get_by_test_id("channel-lobby")).to_be_hidden()
    await page.get_by_role("button", name="Channels").click()
    await page.get_by_test_id("channel-lobby").click()
    await expect(page.get_by_test_id("channel-lobby")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_bare_address_opens_as_the_owner(club: Any) -> None:
    page = await club.seat("Wren")
    await page.evaluate("sessionStorage.clear()")
    await page.goto(club.discord.url)
    await expect(page.locator("#me")).to_contain_text("Ines")
    await page.get_by_test_id("act-as").select_option(label="Tomas")
    await expect(page.locator("#me")).to_contain_text("Tomas")
    await page.reload()
    await expect(page.locator("#me")).to_contain_text("Tomas")
