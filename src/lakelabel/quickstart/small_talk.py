"""Sentences and phrases that say nothing about the topic: context, mood, greetings, closings, slang.

Not here: the sentences that carry a topic (see ``sentences``).
"""

from __future__ import annotations

# A vague message is labelled by what the customer meant, which the text does not tell.
VAGUE = (
    "I need help with order {order} please.",
    "Something is wrong with my order, can you have a look?",
    "It is about the {product} from {date}.",
    "Nobody has answered my message from {date} yet.",
    "I have a question about my last order.",
    "This is still not solved, please check it again.",
    "As discussed with {person}, I am waiting for your answer.",
    "Can you please call me back about the {product}?",
    "It happened again, same as on {date}.",
    "Please look at ticket {order}, it was closed without an answer.",
)

CONTEXT = (
    "I placed the order on {date}.",
    "My order number is {order}.",
    "I have been a customer for {days} years.",
    "I already wrote to you {when} but got no answer.",
    "It is about the {product}.",
    "I spoke to {staff} {when}.",
    "Please get back to me as soon as possible.",
    "I am really disappointed.",
    "Can you please look into this?",
    "I hope you can help me.",
    "{staff} called {person} promised to call me back.",
    "I bought it for my {relative}.",
    "I live in {city}.",
    "This is the third time I am writing.",
    "I like your shop, but this is too much.",
    "You can reach me in the evening.",
    "I am not angry, I just want to know what happens next.",
    "Otherwise I am very happy with the {product}.",
    "I waited in the phone queue for {days} minutes.",
    "Is there anything else you need from me?",
    "My {relative} ordered the same {product} and had no trouble at all.",
    "I have attached everything I could find.",
    "The chat window closed before anyone answered.",
    "I found a lot of similar reviews online.",
    "I use it every day for work.",
    "We are a small office in {city} and rely on it.",
    "Your help page did not answer my question.",
    "I paid {amount} for it.",
    "It was a present for {person}.",
    "Honestly I expected more from {brand}.",
)

SIDE_OPENERS = ("Also, ", "By the way, ", "Another thing: ", "And one more question, ", "Besides that, ", "")

GREETINGS = (
    "Hello,",
    "Hi,",
    "Dear customer service,",
    "Hi team,",
    "Good morning,",
    "Dear Sir or Madam,",
    "Hello {brand} team,",
    "Good evening,",
    "To whom it may concern,",
    "Grüezi,",
)
CLOSINGS = (
    "Kind regards,",
    "Thanks,",
    "Best regards,",
    "Thank you in advance,",
    "Best,",
    "Yours sincerely,",
    "Many thanks,",
    "Cheers,",
    "À bientôt,",
)

CHAT_OPENERS = ("hi", "hey", "hello", "hi there", "hey guys", "yo", "heya", "helloooo", "anyone there?")
CHAT_CLOSERS = (
    "thanks",
    "thx",
    "please help",
    "asap pls",
    "ty",
    "cheers",
    "??",
    "🙏",
    "👍",
    "😡",
    "😅",
    "cmon",
)
FILLERS = ("um", "uh", "you know", "well", "so", "erm", "like", "I mean", "hang on", "right", "let me see")
CALL_OPENERS = (
    "hello yes this is {person} calling",
    "hi my name is {person}",
    "good morning {person} here",
    "yeah hello can you hear me",
    "hi I am calling from {city}",
    "hello I was put through by {staff}",
)
SOCIAL_HANDLES = ("@{brand}Help", "@{brand}", "@{brand}_support", ".@{brand}", "hey @{brand}")
SOCIAL_TAGS = (
    "#fail",
    "#customerservice",
    "#help",
    "#neveragain",
    "#disappointed",
    "#{brand}",
    "#stillwaiting",
)
EMOJI = ("😡", "🙄", "😭", "📦", "🤔", "😂", "🤷", "💸", "🙏", "❤️", "🔥", "🫠")

SLANG = {
    "please": "pls",
    "Please": "pls",
    "you": "u",
    "your": "ur",
    "Your": "ur",
    "are": "r",
    "because": "cuz",
    "really": "rly",
    "message": "msg",
    "about": "abt",
    "before": "b4",
    "and": "n",
    "nothing": "nothin",
    "want": "wanna",
    "people": "ppl",
    "cannot": "cant",
    "very": "super",
    "disappointed": "gutted",
    "anything": "anythin",
    "parcel": "pkg",
    "package": "pkg",
    "password": "pw",
    "account": "acct",
    "picture": "pic",
    "days": "dayz",
    "with": "w/",
}
