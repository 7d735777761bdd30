"""The benchmark documents: any number, any length, bounded chunks, a label that can be learnt."""

from __future__ import annotations

import hashlib
from collections import Counter
from math import log

import pyarrow as pa
import pytest

from lakelabel.errors import ConfigError
from lakelabel.quickstart import BENCHMARK_SCHEMA, benchmark_documents
from lakelabel.quickstart.benchmark import _words


@pytest.fixture(scope="module")
def documents() -> pa.Table:
    return pa.Table.from_batches(benchmark_documents(60_000))


def test_documents_come_in_chunks_with_running_identifiers(documents: pa.Table) -> None:
    assert documents.schema.equals(BENCHMARK_SCHEMA)
    assert documents["id"].to_pylist() == list(range(60_000))
    assert [len(chunk) for chunk in documents["text"].chunks] == [28_571, 28_571, 2_858]


def test_lengths_lie_between_the_bounds(documents: pa.Table) -> None:
    lengths = [len(text.split(" ")) for text in documents["text"].to_pylist()]
    assert (min(lengths), max(lengths)) == (10, 60)


def test_both_labels_are_about_as_frequent(documents: pa.Table) -> None:
    assert 0.48 < documents["label"].to_pylist().count("pos") / 60_000 < 0.52
    assert set(documents["label"].to_pylist()) == {"pos", "neg"}


def test_word_frequencies_follow_zipf_with_a_long_tail(documents: pa.Table) -> None:
    counts = Counter(word for text in documents["text"].to_pylist()[:20_000] for word in text.split(" "))
    (_, first), (_, second) = counts.most_common(2)
    assert 1.9 < first / second < 2.1
    assert len(counts) > 80_000
    assert sum(count == 1 for count in counts.values()) / len(counts) > 0.3


def test_words_tell_the_label_alike_in_sets_of_different_seeds(documents: pa.Table) -> None:
    counts = {"pos": Counter[str](), "neg": Counter[str]()}
    for text, label in zip(documents["text"].to_pylist(), documents["label"].to_pylist(), strict=True):
        counts[label].update(text.split(" "))
    common = [word for word, _ in (counts["pos"] + counts["neg"]).most_common(5_000)]
    leaning = {word: log((counts["pos"][word] + 1) / (counts["neg"][word] + 1)) for word in common}
    (other,) = benchmark_documents(5_000, seed=8)
    right = sum(
        (sum(leaning.get(word, 0) for word in text.split(" ")) > 0) == (label == "pos")
        for text, label in zip(other["text"].to_pylist(), other["label"].to_pylist(), strict=True)
    )
    assert 0.65 < right / 5_000 < 0.9


def test_the_default_seed_gives_these_documents_on_every_machine() -> None:
    (batch,) = benchmark_documents(1_000)
    digest = hashlib.sha256(repr(batch.to_pylist()).encode()).hexdigest()
    assert digest == "193ded3c22343b78c192096e3567ca4e2f3bc6b69ef8a50592e76c5d692ddfdc"


def test_fewer_documents_are_the_first_of_more(documents: pa.Table) -> None:
    few = pa.Table.from_batches(benchmark_documents(30_000))
    assert few.equals(documents.slice(0, 30_000))


def test_another_seed_gives_other_documents(documents: pa.Table) -> None:
    (other,) = benchmark_documents(100, seed=8)
    assert other["text"].to_pylist() != documents["text"].to_pylist()[:100]


def test_long_documents_come_in_chunks_of_as_many_tokens() -> None:
    batches = list(benchmark_documents(50, min_tokens=50_000, max_tokens=50_000, vocabulary=1_000))
    assert [batch.num_rows for batch in batches] == [20, 20, 10]
    assert len(batches[0]["text"][0].as_py().split(" ")) == 50_000


def test_words_are_all_different() -> None:
    words = _words(300_000)
    assert len(set(words)) == len(words) == 300_000
    assert [len(_words(count)) for count in (1, 216, 217)] == [1, 216, 217]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rows": 0}, "rows is too small"),
        ({"rows": 1, "min_tokens": 5, "max_tokens": 4}, "max_tokens is too small"),
        ({"rows": 1, "vocabulary": 10**9}, "vocabulary is too large"),
    ],
)
def test_impossible_arguments_are_refused(arguments: dict[str, int], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        next(benchmark_documents(**arguments))
