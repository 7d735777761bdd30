"""The labelled messages of the quickstart: mix, length, faults, and that a seed fixes them."""

from __future__ import annotations

import hashlib
from collections import Counter

import pandas as pd
import pytest

from lakelabel.errors import ConfigError
from lakelabel.quickstart import CHANNELS, TOPICS, labelled_messages
from lakelabel.quickstart.dice import Dice
from lakelabel.quickstart.imperfections import noisy


@pytest.fixture(scope="module")
def messages() -> pd.DataFrame:
    return labelled_messages().to_pandas()


def _kept(messages: pd.DataFrame) -> pd.DataFrame:
    return messages[(messages["text"].str.strip() != "") & messages["topic"].notna()]


def test_two_calls_with_one_seed_give_the_same_messages() -> None:
    assert labelled_messages(500, seed=3).equals(labelled_messages(500, seed=3))


def test_another_seed_gives_other_messages() -> None:
    assert not labelled_messages(500, seed=3).equals(labelled_messages(500, seed=4))


def test_the_default_seed_gives_these_messages_on_every_machine() -> None:
    # Where this digest changes on purpose, raise `GENERATION` in `quickstart/folder.py` with it.
    rows = labelled_messages(3_000).to_pylist()
    assert (
        hashlib.sha256(repr(rows).encode()).hexdigest()
        == "56224a5e5bea329c1b59c0534c88494508de1856cfebb908f93ac208a08b01d6"
    )


def test_columns_identifiers_and_row_count_are_as_documented(messages: pd.DataFrame) -> None:
    assert list(messages.columns) == ["id", "text", "topic", "created_at", "channel"]
    assert messages["id"].tolist() == [f"m-{number:07d}" for number in range(1, 20_001)]


def test_timestamps_are_sorted_and_span_the_year_2025(messages: pd.DataFrame) -> None:
    assert messages["created_at"].str.fullmatch(r"2025-\d\d-\d\dT\d\d:\d\d:\d\d").all()
    assert messages["created_at"].is_monotonic_increasing
    assert messages["created_at"].iloc[0][:10] == "2025-01-01"
    assert messages["created_at"].iloc[-1][:10] == "2025-12-31"


@pytest.mark.parametrize(
    ("topic", "lowest", "highest"),
    [
        ("delivery", 0.25, 0.28),
        ("billing", 0.19, 0.22),
        ("technical", 0.165, 0.195),
        ("returns", 0.135, 0.165),
        ("account", 0.11, 0.14),
        ("product_question", 0.06, 0.09),
    ],
)
def test_each_topic_has_its_share(messages: pd.DataFrame, topic: str, lowest: float, highest: float) -> None:
    assert lowest < (messages["topic"] == topic).mean() < highest


def test_there_are_six_topics_and_four_channels(messages: pd.DataFrame) -> None:
    assert set(messages["topic"].dropna()) == set(TOPICS)
    assert len(TOPICS) == 6
    assert set(messages["channel"]) == set(CHANNELS) == {"email", "chat", "phone_transcript", "social"}


def test_every_message_that_is_not_blank_has_5_to_80_words(messages: pd.DataFrame) -> None:
    words = messages["text"].str.split().str.len()
    assert words[words > 0].between(5, 80).all()
    assert words.quantile(0.9) > 2 * words.quantile(0.25)


def test_channels_differ_in_style(messages: pd.DataFrame) -> None:
    text = {channel: rows["text"] for channel, rows in messages.groupby("channel")}
    words = {channel: texts.str.split().str.len().median() for channel, texts in text.items()}
    assert words["chat"] < 25 < words["phone_transcript"]
    assert words["social"] < 25 < words["email"]
    assert text["email"].str.contains("\n").mean() > 0.5
    assert not text["chat"].str.contains("\\S\n").any()
    assert text["social"].str.contains("@").mean() > 0.5
    assert (
        text["chat"].str.contains(r"\b(?:u|pls|n|thx)\b").mean()
        > 2 * text["email"].str.contains(r"\b(?:u|pls|n|thx)\b").mean()
    )


def test_the_vocabulary_has_a_long_tail_and_words_outside_ascii(messages: pd.DataFrame) -> None:
    counts = Counter(word for text in messages["text"] for word in text.lower().split())
    once = sum(1 for count in counts.values() if count == 1)
    assert len(counts) > 10_000
    assert once / len(counts) > 0.5
    assert 0.1 < (~messages["text"].map(str.isascii)).mean() < 0.6


def test_quotes_and_newlines_occur_in_texts(messages: pd.DataFrame) -> None:
    assert messages["text"].str.contains('"').sum() > 20
    assert messages["text"].str.contains("\n").sum() > 1_000


def test_about_four_percent_of_labels_are_wrong() -> None:
    topics = ["billing", "returns"] * 10_000
    given = noisy(topics, TOPICS, Dice(1))
    assert 0.035 < sum(a != b for a, b in zip(topics, given, strict=True)) / len(topics) < 0.045
    assert set(given) == set(TOPICS)


def test_faults_are_a_handful_of_blank_texts_missing_labels_and_conflicts(messages: pd.DataFrame) -> None:
    labels = _kept(messages).groupby("text")["topic"].nunique()
    assert (messages["text"].str.strip() == "").sum() == 12
    assert messages["topic"].isna().sum() == 10
    assert (labels > 1).sum() == 3


def test_one_percent_of_texts_are_repeats_with_the_same_label(messages: pd.DataFrame) -> None:
    kept = _kept(messages)
    assert kept.duplicated(["text", "topic"]).sum() == 200
    assert kept.duplicated("text").sum() == 203


@pytest.mark.parametrize("rows", [1, 299, 300, 599, 1_000])
def test_bad_rows_stay_below_two_percent_of_any_number_of_rows(rows: int) -> None:
    messages = labelled_messages(rows).to_pandas()
    kept = _kept(messages)
    conflicting = kept.groupby("text")["topic"].transform("nunique") > 1
    assert (rows - len(kept) + conflicting.sum()) / rows < 0.02


@pytest.mark.parametrize(("rows", "seed", "named"), [(0, 7, "rows"), (10, -1, "seed")])
def test_a_number_too_small_is_refused_by_name(rows: int, seed: int, named: str) -> None:
    with pytest.raises(ConfigError, match=f"{named} is too small"):
        labelled_messages(rows, seed)
