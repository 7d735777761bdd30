"""The later batches of the quickstart: their drift, step by step, and their true labels."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from lakelabel.errors import ConfigError
from lakelabel.quickstart import TOPICS, LaterBatch, labelled_messages, later_batches
from lakelabel.quickstart.batches import months


def _words(text: str) -> list[str]:
    return text.lower().split()


@pytest.fixture(scope="module")
def known() -> set[str]:
    return {word for text in labelled_messages()["text"].to_pylist() for word in _words(text)}


@pytest.fixture(scope="module")
def batches() -> list[LaterBatch]:
    return list(later_batches())


def _share(batch: LaterBatch, topic: str) -> float:
    return batch.feedback["true_label"].to_pylist().count(topic) / batch.feedback.num_rows


def test_there_are_six_months_of_two_thousand_messages(batches: list[LaterBatch]) -> None:
    assert [batch.month for batch in batches] == [f"2026-0{month}" for month in range(1, 7)]
    assert [batch.messages.num_rows for batch in batches] == [2_000] * 6
    assert [batch.drift for batch in batches] == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]


def test_months_run_on_into_the_next_year() -> None:
    assert months(13)[-2:] == ["2026-12", "2027-01"]


def test_messages_are_unlabelled_and_lie_in_their_month(batches: list[LaterBatch]) -> None:
    for batch in batches:
        assert batch.messages.column_names == ["id", "text", "created_at", "channel"]
        created = batch.messages["created_at"].to_pylist()
        assert created == sorted(created)
        assert {moment[:7] for moment in created} == {batch.month}


def test_identifiers_continue_those_of_the_labelled_messages(batches: list[LaterBatch]) -> None:
    ids = [identifier for batch in batches for identifier in batch.messages["id"].to_pylist()]
    assert ids == [f"m-{number:07d}" for number in range(20_001, 32_001)]


def test_every_message_gets_its_true_label_within_two_weeks(batches: list[LaterBatch]) -> None:
    for batch in batches:
        assert batch.feedback.column_names == ["id", "true_label", "labelled_at"]
        assert batch.feedback["id"].equals(batch.messages["id"])
        assert set(batch.feedback["true_label"].to_pylist()) == set(TOPICS)
        created, labelled = (
            np.array(column.to_pylist(), "datetime64[s]")
            for column in (batch.messages["created_at"], batch.feedback["labelled_at"])
        )
        assert (labelled > created).all()
        assert (labelled - created).max() <= np.timedelta64(14, "D")


def test_never_seen_words_grow_from_batch_to_batch(batches: list[LaterBatch], known: set[str]) -> None:
    shares = []
    for batch in batches:
        words = [word for text in batch.messages["text"].to_pylist() for word in _words(text)]
        shares.append(sum(word not in known for word in words) / len(words))
    assert shares[0] < 0.03
    assert all(later - earlier > 0.02 for earlier, later in pairwise(shares))
    assert shares[-1] > 0.15


def test_one_topic_more_than_doubles_and_the_first_batch_has_the_mix_of_2025(
    batches: list[LaterBatch],
) -> None:
    technical = [_share(batch, "technical") for batch in batches]
    assert abs(technical[0] - TOPICS["technical"]) < 0.03
    assert abs(_share(batches[0], "delivery") - TOPICS["delivery"]) < 0.03
    assert technical[-1] > 2 * TOPICS["technical"]
    assert technical[1] < technical[3] < technical[5]


@pytest.mark.parametrize("word", ["zyntera", "glowband", "petcam", "splitpay", "passkey", "firmware", "ngl"])
def test_the_new_wording_is_unknown_in_2025_and_common_in_the_last_batch(
    batches: list[LaterBatch], known: set[str], word: str
) -> None:
    assert word not in known
    assert sum(word in _words(text) for text in batches[-1].messages["text"].to_pylist()) > 20


def test_one_seed_gives_the_same_batches_and_another_seed_others() -> None:
    first, again, other = (next(later_batches(1, 50, seed=seed)) for seed in (5, 5, 6))
    assert first.messages.equals(again.messages)
    assert first.feedback.equals(again.feedback)
    assert not first.messages.equals(other.messages)


def test_no_batches_are_allowed_and_no_rows_are_not() -> None:
    assert list(later_batches(0)) == []
    with pytest.raises(ConfigError, match="rows is too small"):
        next(later_batches(1, rows=0))
