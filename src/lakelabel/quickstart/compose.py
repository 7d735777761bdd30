"""What one message says: which sentences it holds for its topic, and how many.

Not here: how a channel styles it (``style``), and the tables of messages (``messages``, ``batches``).
"""

from __future__ import annotations

from lakelabel.quickstart import novelties, sentences, small_talk
from lakelabel.quickstart.dice import Dice
from lakelabel.quickstart.style import CHANNELS, styled
from lakelabel.quickstart.vocabulary import Slots

TOPICS = {
    "delivery": 0.27,
    "billing": 0.21,
    "technical": 0.18,
    "returns": 0.15,
    "account": 0.12,
    "product_question": 0.07,
}

# These two shares are what keeps a unigram model near 0.9 accuracy: a message that names no topic,
# and one that raises a second topic besides its own.
_VAGUE = 0.04
_SIDE_TOPIC = 0.14

# Besides its core, a message holds background, details of its own topic, and details of another.
_PADDING = {"context": 0.75, "detail": 0.17, "stray": 0.08}

_WORDS = {"email": (22, 60), "chat": (5, 20), "phone_transcript": (20, 55), "social": (6, 22)}
_MOST_WORDS = 60  # a style adds up to 20: no message has more than 80


class Author:
    """Writes messages, no two the same.

    Args:
        dice: Where every decision comes from.
        novelty: From 0, the wording of 2025, to 1: that of late 2026.
    """

    def __init__(self, dice: Dice, novelty: float = 0.0) -> None:
        self._dice = dice
        self._novelty = novelty
        self._slots = Slots(dice, new_line=0.6 * novelty)
        self._written: set[str] = set()

    def write(self, topic: str) -> tuple[str, str]:
        """Write a message that has not been written before.

        Args:
            topic: A key of ``TOPICS``.

        Returns:
            The text and its channel, a key of ``CHANNELS``.
        """
        channel = self._dice.weighted(CHANNELS)
        while True:
            text = styled(channel, self._plan(topic, channel), self._slots, self._dice, self._novelty)
            # An accidental repeat could carry another label; repeats are made on purpose only.
            key = " ".join(text.lower().split())
            if key not in self._written:
                self._written.add(key)
                return text, channel

    def _plan(self, topic: str, channel: str) -> list[str]:
        dice = self._dice
        templates = [self._core(topic)]
        plan = [self._sentence(templates[0])]
        if dice.chance(_SIDE_TOPIC):
            other = self._core(dice.pick([name for name in TOPICS if name != topic]))
            plan.append(self._sentence(other, dice.pick(small_talk.SIDE_OPENERS)))
        words = sum(_words(sentence) for sentence in plan)
        wanted = dice.between(*_WORDS[channel])
        while words < wanted:
            template = self._padding(topic)
            if template in templates:
                continue
            templates.append(template)
            sentence = self._sentence(template)
            words += _words(sentence)
            if words > _MOST_WORDS:
                break
            # Customers tell the background before the matter about as often as after it.
            plan.insert(dice.pick((0, len(plan))), sentence)
        return plan

    def _core(self, topic: str) -> str:
        if self._dice.chance(_VAGUE):
            return self._dice.favour(small_talk.VAGUE)
        late = self._dice.chance(0.75 * self._novelty)
        return self._dice.favour((novelties.CORE if late else sentences.CORE)[topic])

    def _padding(self, topic: str) -> str:
        kind = self._dice.weighted(_PADDING)
        if kind == "context":
            late = self._dice.chance(0.4 * self._novelty)
            return self._dice.favour(novelties.CONTEXT if late else small_talk.CONTEXT)
        return self._dice.favour(sentences.DETAIL[topic if kind == "detail" else self._dice.weighted(TOPICS)])

    def _sentence(self, template: str, opener: str = "") -> str:
        if opener and not template.startswith(("I ", "{")):
            template = template[0].lower() + template[1:]
        sentence = opener + template.format_map(self._slots)
        return sentence[0].upper() + sentence[1:]


def _words(sentence: str) -> int:
    return sentence.count(" ") + 1
