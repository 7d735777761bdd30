"""Combinations of values that cannot be: one rule of one section after the other."""

from __future__ import annotations

import warnings

import pytest
from config_folder import SMALL, fault, load

pytestmark = pytest.mark.usefixtures("folder")

TIME = ("split.by=time", "columns.event_time=at")


def refused(*overrides: str, where: str | None = None) -> str:
    """The rule in the message, after a look at the rest of it."""
    what, place = fault(*overrides).split("\n")
    assert place == f"  where: {where or '--set ' + overrides[-1].partition('=')[0]}"
    return what


# columns


def test_a_slice_is_named_once() -> None:
    assert refused("columns.slices=[a, b, a]") == (
        "The value of 'columns' cannot be used: a slice column is named twice."
    )


@pytest.mark.parametrize("name", ["id", "text", "label", "event_time", "split", "source"])
def test_a_slice_does_not_have_the_name_of_a_column_of_the_corpus(name: str) -> None:
    assert refused(f"columns.slices=[city, {name}]") == (
        f"The value of 'columns' cannot be used: slice column {name!r} has the name of a column of the "
        "corpus (id, text, label, event_time, split, source)."
    )


# contract


def test_a_label_is_named_once() -> None:
    assert refused("contract.labels=[ham, spam, ham]") == (
        "The value of 'contract' cannot be used: label 'ham' is named twice."
    )


# split


def test_fractions_add_up_to_one() -> None:
    assert refused("split.fractions={train: 0.8, validation: 0.1, test: 0.2}") == (
        "The value of 'split.fractions' cannot be used: train, validation and test add up to 1.1, not to 1."
    )
    fractions = load("split.fractions={train: 0.6, validation: 0.3, test: 0.1}").split.fractions
    assert 0.6 + 0.3 + 0.1 != 1  # in binary, that is
    assert (fractions.train, fractions.validation, fractions.test) == (0.6, 0.3, 0.1)


def test_one_fraction_alone_is_added_up_with_the_defaults() -> None:
    assert refused("split.fractions.train=0.9").endswith("add up to 1.1, not to 1.")


def test_validation_does_not_begin_after_test() -> None:
    boundaries = "split.boundaries={validation: 2024-02-01T00:00:00, test: 2024-01-01T00:00:00}"
    assert refused(*TIME, boundaries) == (
        "The value of 'split.boundaries' cannot be used: the test split begins before the validation split."
    )


def test_moments_with_and_without_a_zone_are_compared_in_utc() -> None:
    early, late = "2024-01-01T00:30:00+01:00", "2024-01-01T00:00:00"
    both = load(*TIME, f"split.boundaries={{validation: {early}, test: {late}}}").split.boundaries
    assert both is not None
    assert both.validation.isoformat() == early
    assert "begins before" in refused(*TIME, f"split.boundaries={{validation: {late}, test: {early}}}")


def test_boundaries_are_for_a_split_by_time() -> None:
    boundaries = "split.boundaries={validation: 2024-01-01T00:00:00, test: 2024-02-01T00:00:00}"
    assert refused(boundaries) == "The value of 'split' cannot be used: boundaries are for `by: time`."


def test_a_split_by_time_needs_times() -> None:
    assert refused("split.by=time", where="config.yml") == "`split.by: time` needs `columns.event_time`."


def test_a_split_by_source_needs_the_split_of_every_source() -> None:
    sources = "sources=[{path: a, format: csv, split: train}, {path: b, format: csv}]"
    assert refused("split.by=source", sources, where="config.yml") == (
        "`split.by: source` needs the split of every source; 'b' has none."
    )
    assert load("split.by=source", sources, "sources.1.split=test").sources[1].split == "test"


# pipeline


def test_only_a_pattern_tokenizer_can_keep_upper_case() -> None:
    assert refused("pipeline.tokenizer.lowercase=false") == (
        "The value of 'pipeline.tokenizer' cannot be used: Spark's Tokenizer lower-cases; "
        r"`lowercase: false` needs {kind: pattern, pattern: '\s+'}."
    )
    assert not load("pipeline.tokenizer={kind: pattern, lowercase: false}").pipeline.tokenizer.lowercase


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(", "missing ), unterminated subpattern at position 0"),
        ("a)", "unbalanced parenthesis at position 1"),
        ("[a", "unterminated character set at position 0"),
        ("*", "nothing to repeat at position 0"),
        ("a\\", "bad escape (end of pattern) at position 1"),
    ],
)
def test_a_pattern_that_is_no_regular_expression_is_refused(pattern: str, problem: str) -> None:
    what, _, seen = fault(f"pipeline.tokenizer.pattern='{pattern}'").split("\n")
    assert what == (
        f"The value of 'pipeline.tokenizer.pattern' cannot be used: it is no regular expression: {problem}."
    )
    assert seen == '  seen:  "' + pattern.replace("\\", "\\\\") + '"'


@pytest.mark.parametrize(
    "pattern", [r"\W+", r"[^\p{L}\p{N}]+", "[a-z&&[^b]]", r"\Q(\E", "(?<gap>,)", "a{2}{3}"]
)
def test_a_pattern_that_java_knows_and_python_does_not_is_taken_in_silence(pattern: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load(f"pipeline.tokenizer.pattern='{pattern}'").pipeline.tokenizer.pattern == pattern


# tables


def test_a_catalog_needs_a_schema() -> None:
    assert refused("tables.catalog=main") == "The value of 'tables' cannot be used: a catalog needs a schema."
    tables = load("tables.catalog=main", "tables.schema=texts").tables
    assert (tables.catalog, tables.schema_) == ("main", "texts")


@pytest.mark.parametrize("name", ["quarantine", "Quarantine"])
def test_two_tables_do_not_share_a_name(name: str) -> None:
    assert refused(f"tables.corpus={name}") == (
        "The value of 'tables' cannot be used: corpus and quarantine have the same name."
    )


# sources

FILE = {"path": "a.csv", "format": "csv"}
TABLE = {"table": "main.texts", "format": "delta"}


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ({"format": "csv"}, "a source has either a path or a table"),
        ({**FILE, **TABLE}, "a source has either a path or a table"),
        ({**TABLE, "format": "csv"}, "a table is read with `format: delta`"),
        ({**FILE, "version": "1"}, "version and timestamp are for `format: delta`"),
        ({**FILE, "timestamp": "now"}, "version and timestamp are for `format: delta`"),
        ({**TABLE, "version": "1", "timestamp": "now"}, "give a version or a timestamp, not both"),
        ({**FILE, "member": "a"}, "member names a part of the zip file that `url` gives; there is no url"),
        ({**TABLE, "url": "http://h/a"}, "a source with a url needs the path of one file to keep it at"),
        *(
            (
                {**FILE, "path": f"'{path}'", "url": "http://h/a"},
                "a source with a url needs the path of one file to keep it at",
            )
            for path in ("*.csv", "a?.csv", "[ab].csv", "{a,b}.csv")
        ),
    ],
)
def test_a_source_that_cannot_be_is_refused(source: dict[str, str], rule: str) -> None:
    written = ", ".join(f"{key}: {value}" for key, value in source.items())
    assert refused(f"sources=[{{{written}}}]") == f"The value of 'sources.0' cannot be used: {rule}."


@pytest.mark.parametrize(
    "source",
    [
        "{path: '*.csv', format: csv}",
        "{table: main.texts, format: delta, version: 0}",
        "{path: /tables/texts, format: delta, timestamp: 2024-01-31}",
        "{path: a.csv, format: csv, url: 'https://h/a.zip', member: a.csv}",
    ],
)
def test_a_source_that_can_be_is_taken(source: str) -> None:
    assert len(load(f"sources=[{source}]").sources) == 1


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("{path: /data/train.csv, format: csv}", "train.csv"),
        ("{path: 'C:\\data\\train.csv', format: csv}", "train.csv"),
        ("{path: 's3://bucket/texts/', format: parquet}", "texts"),
        ("{table: main.texts, format: delta}", "main.texts"),
        ("{path: a.csv, format: csv, name: letters}", "letters"),
    ],
)
def test_a_source_is_called_by_its_name_or_table_or_the_end_of_its_path(source: str, title: str) -> None:
    assert load(f"sources=[{source}]").sources[0].title == title


def test_two_sources_do_not_share_a_name() -> None:
    sources = "sources=[{path: a/x.csv, format: csv}, {path: b/x.csv, format: csv}]"
    assert refused(sources, where="config.yml") == "Two sources are called 'x.csv'; give each a `name`."
    assert load(sources, "sources.0.name=y").sources[0].title == "y"


# the whole


def test_settings_do_not_change() -> None:
    settings = load(text=SMALL)
    with pytest.raises(ValueError, match="frozen"):
        settings.name = "other"
    with pytest.raises(ValueError, match="frozen"):
        settings.contract.min_rows = 1
