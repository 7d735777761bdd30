"""How a channel looks: what turns plain sentences into an email, a chat, a phone transcript or a post.

Not here: which sentences a message holds (see ``compose``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lakelabel.quickstart import novelties, small_talk
from lakelabel.quickstart.dice import Dice
from lakelabel.quickstart.vocabulary import Slots, person

CHANNELS = {"email": 0.40, "chat": 0.33, "phone_transcript": 0.15, "social": 0.12}
_PUNCTUATION = '.,:;!?"#'


def styled(channel: str, sentences: Sequence[str], slots: Slots, dice: Dice, novelty: float) -> str:
    """Return the message as its channel shows it.

    Args:
        channel: A key of ``CHANNELS``.
        sentences: The plain sentences, in order.
        slots: The slots' values, for greetings that hold some.
        dice: Where the draws come from.
        novelty: From 0, the wording of 2025, to 1: the slang of late 2026.

    Returns:
        The text; it has at most 20 words more than the sentences.
    """
    return _STYLES[channel](sentences, slots, dice, novelty)


def _email(sentences: Sequence[str], slots: Slots, dice: Dice, novelty: float) -> str:
    paragraph = dice.favour((" ", "\n", "\n\n"))
    text = _with_typos(paragraph.join(sentences), 0.25, dice)
    if dice.chance(0.85):
        text = dice.favour(small_talk.GREETINGS).format_map(slots) + dice.pick((" ", "\n", "\n\n")) + text
    if dice.chance(0.8):
        text += dice.pick((" ", "\n", "\n\n")) + dice.favour(small_talk.CLOSINGS) + dice.pick((" ", "\n"))
        text += person(dice)
    return text


def _chat(sentences: Sequence[str], slots: Slots, dice: Dice, novelty: float) -> str:
    text = " ".join(sentences)
    if dice.chance(0.7):
        text = text.lower()
    if dice.chance(0.5):
        text = " ".join(word.rstrip(".,") for word in text.split(" "))
    if dice.chance(0.5):
        text = f"{dice.favour(small_talk.CHAT_OPENERS)} {text}"
    if dice.chance(0.35):
        text = f"{text} {dice.favour(small_talk.CHAT_CLOSERS)}"
    return _with_typos(_with_slang(text, 0.6, dice, novelty), 0.6, dice)


def _phone_transcript(sentences: Sequence[str], slots: Slots, dice: Dice, novelty: float) -> str:
    words = [word.strip(_PUNCTUATION) for word in " ".join(sentences).split(" ")]
    for _ in range(dice.between(1, 4)):
        words.insert(dice.between(0, len(words)), dice.favour(small_talk.FILLERS))
    text = " ".join(words)
    if dice.chance(0.7):
        text = f"{dice.favour(small_talk.CALL_OPENERS).format_map(slots)} {text}"
    return text.lower() if dice.chance(0.9) else text


def _social(sentences: Sequence[str], slots: Slots, dice: Dice, novelty: float) -> str:
    parts = list(sentences)
    if dice.chance(0.7):
        parts.insert(0, dice.favour(small_talk.SOCIAL_HANDLES).format_map(slots))
    if dice.chance(0.5):
        parts.append(dice.favour(small_talk.SOCIAL_TAGS).format_map(slots))
    if dice.chance(0.4):
        parts.append(dice.favour(small_talk.EMOJI))
    return _with_typos(_with_slang(" ".join(parts), 0.35, dice, novelty), 0.4, dice)


_STYLES: dict[str, Callable[[Sequence[str], Slots, Dice, float], str]] = {
    "email": _email,
    "chat": _chat,
    "phone_transcript": _phone_transcript,
    "social": _social,
}


def _with_slang(text: str, share: float, dice: Dice, novelty: float) -> str:
    if dice.chance(share):
        text = " ".join(small_talk.SLANG.get(word, word) for word in text.split(" "))
    if dice.chance(0.8 * novelty):
        text = " ".join(novelties.SLANG.get(word, word) for word in text.split(" "))
        text = f"{text} {dice.favour(novelties.INTERJECTIONS)}"
    return text


def _with_typos(text: str, share: float, dice: Dice) -> str:
    """Misspell a word or two in this share of texts: two letters swapped, one lost, or one doubled."""
    if not dice.chance(share):
        return text
    words = text.split(" ")
    for _ in range(dice.between(1, 2)):
        at = dice.between(0, len(words) - 1)
        word = words[at]
        if len(word) > 4 and word.isalpha():
            i = dice.between(1, len(word) - 3)
            swapped, lost, doubled = word[i + 1] + word[i], word[i + 1], word[i] + word[i] + word[i + 1]
            words[at] = word[:i] + dice.pick((swapped, lost, doubled)) + word[i + 2 :]
    return " ".join(words)
