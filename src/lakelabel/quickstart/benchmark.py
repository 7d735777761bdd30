"""Benchmark documents: any number, of any length, chunk by chunk in bounded memory.

Not here: messages that read like a customer's (see ``messages``); these are made-up words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lakelabel.errors import ConfigError
from lakelabel.quickstart.arguments import at_least

Integers: TypeAlias = npt.NDArray[np.int64]

BENCHMARK_SCHEMA = pa.schema([("id", pa.int64()), ("text", pa.string()), ("label", pa.string())])

_CHUNK_TOKENS = 1_000_000  # bounds the memory, whatever the documents' length
_ZIPF_SCALE = 10**9
_FUNCTION_WORDS = 20  # the most frequent words tell nothing about the label, like "the" and "of"
_TELLING_SHARE = 0.2
_NOISE = 0.5

# fmt: off
_ONSETS = (
    "b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pr", "qu", "r",
    "s", "st", "t", "tr", "v", "w", "z",
)
# fmt: on
_VOWELS = ("a", "e", "i", "o", "y", "ai", "ea", "oa")
_SYLLABLES = np.array([onset + vowel for vowel in _VOWELS for onset in _ONSETS], dtype=object)
_MOST_WORDS = len(_SYLLABLES) ** 3


def benchmark_documents(
    rows: int, seed: int = 7, min_tokens: int = 10, max_tokens: int = 60, vocabulary: int = 200_000
) -> Iterator[pa.RecordBatch]:
    """Yield documents of made-up words whose labels a sparse linear model can learn, up to noise.

    Word frequencies follow Zipf's law. The words and what they tell depend on ``vocabulary`` alone: sets of
    different seeds can serve as training and test data. With one seed, fewer rows are the first of more.

    Args:
        rows: How many documents.
        seed: The same seed gives the same documents.
        min_tokens: The fewest words of a document.
        max_tokens: The most words of a document.
        vocabulary: How many different words there are.

    Yields:
        Record batches of ``BENCHMARK_SCHEMA``: ``id`` counts from 0, ``label`` is ``pos`` or ``neg``.

    Raises:
        ConfigError: If a number is too small or ``vocabulary`` too large.
    """
    at_least(1, rows=rows, min_tokens=min_tokens, vocabulary=vocabulary)
    at_least(0, seed=seed)
    at_least(min_tokens, max_tokens=max_tokens)
    if vocabulary > _MOST_WORDS:
        raise ConfigError(
            "the benchmark vocabulary is too large",
            where="vocabulary",
            seen=vocabulary,
            valid=f"at most {_MOST_WORDS}",
        )
    words = pa.array(_words(vocabulary), pa.string())
    # Integers throughout: sums are exact, so every machine draws the same documents.
    frequencies = _ZIPF_SCALE // np.arange(1, vocabulary + 1)
    up_to = np.cumsum(frequencies)
    weights = _weights(vocabulary)
    usual = float(np.dot(frequencies, weights)) / float(up_to[-1])
    documents = max(1, 2 * _CHUNK_TOKENS // (min_tokens + max_tokens))
    for chunk, first in enumerate(range(0, rows, documents)):
        # A whole chunk is drawn even where fewer rows are asked for, so that its first rows stay the same.
        generator = np.random.default_rng((seed, chunk))
        lengths = generator.integers(min_tokens, max_tokens, size=documents, endpoint=True)
        noise = _NOISE * (generator.random(documents) + generator.random(documents) - 1)
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        tokens = np.searchsorted(up_to, generator.integers(0, up_to[-1], size=offsets[-1]), side="right")
        scores = (np.add.reduceat(weights[tokens], offsets[:-1]) - usual * lengths) / np.sqrt(lengths)
        batch = pa.record_batch(
            [
                pa.array(np.arange(first, first + documents)),
                _joined(words, tokens, offsets),
                pa.array(np.where(scores + noise > 0, "pos", "neg"), pa.string()),
            ],
            schema=BENCHMARK_SCHEMA,
        )
        yield batch.slice(0, rows - first)


def _joined(words: pa.Array, tokens: Integers, offsets: Integers) -> pa.Array:
    """Return the documents' texts: the words of each, with a space between."""
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), words.take(pa.array(tokens)))
    return pc.binary_join(lists, " ")


def _words(count: int) -> npt.NDArray[np.object_]:
    """Return different made-up words, short ones first: one syllable, then two, then three.

    A syllable is consonants, then vowels, so that no two sequences of syllables spell the same word.
    """
    one = _SYLLABLES
    two = np.add.outer(one, one).ravel()
    three = np.add.outer(two[: -(-count // len(one))], one).ravel()
    return np.concatenate([one, two, three])[:count]


def _weights(count: int) -> Integers:
    """Return what each word adds to a document's score: nothing for most words, else from -3 to 3."""
    generator = np.random.default_rng(0)
    telling = generator.random(count) < _TELLING_SHARE
    telling[:_FUNCTION_WORDS] = False
    return np.where(telling, generator.integers(-3, 3, size=count, endpoint=True), 0)
