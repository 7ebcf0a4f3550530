"""What people say around a film, in English: a text that is nearer to this than to a theme has none."""

from __future__ import annotations

AROUND = (
    "Hello, how are you today?", "Hi there!", "Good morning everyone.", "Nice to meet you.", "I'm doing well, thanks, and you?",
    "Bye, have a nice day!", "It was good talking to you.", "See you later.", "Goodnight.", "Thanks for the chat.",
    "Are you still there?", "Sorry, I had to step away.", "I'll be right back.", "My internet is slow.", "What time do we start?",
    "Have you seen this movie?", "Did you watch it?", "I haven't seen it yet.", "I saw it in the cinema when it came out.",
    "I watched it last night with my family.", "I want to see it now.", "You should watch it.", "I will check it out.",
    "Is it on Netflix?", "Which movie are we talking about?", "What movie should we watch next?", "Do you like this movie?",
    "I liked the movie a lot.", "It was a really good film.", "It's one of my favourite movies.", "The acting was great.",
    "I love that actor.", "The special effects were amazing.", "Who directed it?", "Who plays the main character?",
    "What year did it come out?", "It got good reviews and a high rating on Rotten Tomatoes.", "What genre is it?",
    "Can you tell me about the plot?", "What was your favourite part?", "What do you think?", "I don't know.", "Yes, I agree.",
    "Okay, cool.", "Haha, that's funny.", "I read the document, do you have it too?", "We have to keep chatting a bit longer.",
    "How many messages do we need?", "Can you hear me?", "The sound is not working for me.", "brb, somebody is at the door.",
    "Back in a minute, I need to get a drink.", "What are you having for dinner?", "I have to get up early tomorrow.", "Same here.",
)  # fmt: skip
"""Greetings, farewells, the evening and the film as a thing to be watched."""
