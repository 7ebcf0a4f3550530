"""The tags of a forum that name what a post is about."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.domain.titles import folded_title
from bot.ui import reach

MOST = 5
"""Tags that one post may carry (Discord's limit; a forum has 20 at most)."""


async def label(
    client: discord.Client, channel_id: int, subjects: Sequence[Sequence[str]], others: Sequence[Sequence[str]] = ()
) -> None:
    """Add to a post the tags of its forum that are called like one of its subjects, the best first, while there is room.

    Tags that stand there stay, but for those called like one of the ``others``. What only moderators may apply is left to
    them. Raises Gone or Forbidden.
    """
    post = await reach.parent(client, channel_id)
    if not isinstance(post, discord.Thread) or not isinstance(post.parent, discord.ForumChannel):
        return
    known, there = post.parent.available_tags, list(post.applied_tags)
    wanted, unwanted = matching(known, subjects), matching(known, others)
    kept = [tag for tag in there if tag in wanted or tag not in unwanted]
    tags = [*kept, *(tag for tag in wanted if tag not in kept)][:MOST]
    if tags == there or (post.parent.flags.require_tag and not tags):
        return
    await reach.awake(post)
    with reach.discord_refusals("manage_threads"):
        await post.edit(applied_tags=tags)


def matching(tags: Sequence[discord.ForumTag], subjects: Sequence[Sequence[str]]) -> list[discord.ForumTag]:
    """A tag for each subject that one is called like, in the order of the subjects; case, accents and articles do not count."""
    called = {folded_title(tag.name): tag for tag in tags if not tag.moderated}
    found = (next((tag for name in names if (tag := called.get(folded_title(name)))), None) for names in subjects)
    return list(dict.fromkeys(tag for tag in found if tag is not None))
