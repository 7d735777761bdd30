"""YAML as it is read and written: scalars, faults with their lines, texts that look like something else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from config_folder import SMALL, fault, load

from lakelabel.config import load_settings
from lakelabel.config.yaml_file import parse_value, read_yaml, to_yaml
from lakelabel.errors import ConfigError

pytestmark = pytest.mark.usefixtures("folder")

CHECK = "check indentation, quotes and brackets"

# fmt: off
WORDS = [
    "no", "yes", "on", "off", "y", "N", "Yes", "tRUE", "nUll", "nan", "1e", "e5", ".", "--", "0x", "0b1",
    "1_000", "1.2.3", "08:00", "12:30", "2024-01-31", "2024-01-31T10:00:00Z",
]
VALUES = [
    "no", "True", "null", "~", "=", "<<", "*", "{}", "1e-6", "5E2", "010", "08", "0o17", "12:30",
    "1_000", "2024-01-31", "", " ", "a: b", "# c", "- d", "\t", "\\W+", "'\"", "a\n b\n", "Größe 😀",
    "\x00\x7f\ufeff", "\x85", "a\u2028b", 1e-6, 1e300, 0.1, -5, 10**20, True, None, [], {},
    ["no", ["1e5"]], {"no": "1e5", "<<": {"=": "~"}},
]
# fmt: on


# scalars


@pytest.mark.parametrize("word", WORDS)
def test_words_dates_and_times_are_texts(word: str) -> None:
    assert parse_value(word, "here") == word


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-6", 1e-6),
        ("1.0e+3", 1000.0),
        ("5E2", 500.0),
        (".5", 0.5),
        ("-3.", -3.0),
        ("-.inf", float("-inf")),
    ],
)
def test_numbers_with_an_exponent_or_a_point_are_fractions(text: str, value: float) -> None:
    read = parse_value(text, "here")
    assert read == value
    assert isinstance(read, float)


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), ("-7", -7), ("+7", 7), ("010", 10), ("0o17", 15), ("0xfF", 255)]
)
def test_digits_are_whole_numbers(text: str, value: int) -> None:
    read = parse_value(text, "here")
    assert read == value
    assert isinstance(read, int)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'true'", "true"),
        ("'1'", "1"),
    ],
)
def test_true_false_and_null_are_themselves_and_quotes_make_texts(text: str, value: object) -> None:
    read = parse_value(text, "here")
    assert read == value
    assert type(read) is type(value)


def test_labels_that_yaml_of_old_takes_for_switches_and_dates_stay_labels() -> None:
    labels = load("contract.labels=[no, yes, on, 2024-01-31, 12:30]").contract.labels
    assert labels == ("no", "yes", "on", "2024-01-31", "12:30")


def test_lists_mappings_anchors_and_merges_are_read() -> None:
    text = SMALL + "problem: &words {owner: me, value: x}\ntracking: 1\n"
    data = read_yaml(write(text + "again: {<<: *words, value: y}\nlist: [1, {a: b}]\n")).data
    assert data["again"] == {"owner": "me", "value": "y"}
    assert data["list"] == [1, {"a": "b"}]


def test_every_key_and_item_knows_its_line() -> None:
    file = read_yaml(write("a:\n  b:\n  - x\n  - c: 1\n"), origin="the file")
    assert file.origin == "the file"
    assert file.lines == {("a",): 1, ("a", "b"): 2, ("a", "b", 0): 3, ("a", "b", 1): 4, ("a", "b", 1, "c"): 4}


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "null\n", "\ufeff# nothing\n"])
def test_a_file_with_nothing_in_it_is_an_empty_mapping(text: str) -> None:
    assert read_yaml(write(text)).data == {}


def test_a_byte_order_mark_does_no_harm() -> None:
    assert load(text="\ufeff" + SMALL).name == "demo"


# faults


def test_a_key_that_stands_twice_is_refused_with_both_lines() -> None:
    text = SMALL + "contract:\n  min_rows: 1\n  max_chars: 5\n  'min_rows': 2\n"
    assert fault(text=text) == (
        "The key 'contract.min_rows' stands twice.\n"
        "  where: config.yml, lines 5 and 7\n"
        "  do:    keep one of the two"
    )


def test_a_key_that_stands_twice_in_an_item_of_a_list_or_on_the_command_line_is_refused() -> None:
    text = "name: a\nsources:\n- {path: a, format: csv}\n- path: b\n  format: csv\n  path: c\n"
    assert fault(text=text).splitlines()[:2] == [
        "The key 'sources.1.path' stands twice.",
        "  where: config.yml, lines 4 and 6",
    ]
    assert fault("spark.conf={a: 1, a: 2}").startswith(
        "The key 'a' stands twice.\n  where: --set spark.conf, "
    )


@pytest.mark.parametrize(
    ("text", "problem", "place"),
    [
        ("a: [1\n", "expected ',' or ']', but got '<stream end>'", "line 2, column 1"),
        ("a:\n\t- b\n", "found character '\\t' that cannot start any token", "line 2, column 1"),
        ("a: b\n c: d\n", "mapping values are not allowed here", "line 2, column 3"),
        ("a: 'b\n", "found unexpected end of stream", "line 2, column 1"),
        ("a: b\n---\nc: d\n", "but found another document", "line 2, column 1"),
        ("[a, b]: c\n", "found unhashable key", "line 1, column 1"),
        ("a: *b\n", "found undefined alias", "line 1, column 4"),
        (
            "a: !!python/object:os.system b\n",
            "could not determine a constructor for the tag",
            "line 1, column 4",
        ),
        ("a: !!timestamp 2024-01-31\n", "could not determine a constructor for the tag", "line 1, column 4"),
        ("a: !!binary aGVsbG8=\n", "could not determine a constructor for the tag", "line 1, column 4"),
        ("a: !!set {b, c}\n", "could not determine a constructor for the tag", "line 1, column 4"),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_place(text: str, problem: str, place: str) -> None:
    assert fault(text=text) == f"This is not YAML: {problem}.\n  where: config.yml, {place}\n  do:    {CHECK}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 'b\x01'\n", "special characters are not allowed"),
        ("a: !!int b\n", "a value belies its tag"),
        ("a: !!bool b\n", "a value belies its tag"),
        ("a: &a [*a]\n", "it is nested too deeply, or refers to itself"),
        ("a: " + "[" * 500, "it is nested too deeply, or refers to itself"),
    ],
)
def test_what_has_no_place_is_refused_with_the_file(text: str, problem: str) -> None:
    assert fault(text=text) == f"This is not YAML: {problem}.\n  where: config.yml\n  do:    {CHECK}"


@pytest.mark.parametrize(
    ("text", "seen"),
    [("- a\n- b\n", "a list"), ("quickstart\n", "a single value"), ("12\n", "a single value")],
)
def test_a_file_that_is_no_mapping_is_refused(text: str, seen: str) -> None:
    assert fault(text=text) == (
        "The configuration file is not a mapping of keys to values.\n"
        "  where: config.yml\n"
        f"  seen:  {seen}\n"
        "  do:    write `key: value` lines at its top level"
    )


def test_a_file_that_is_not_utf8_is_refused(folder: Path) -> None:
    (folder / "config.yml").write_bytes("name: Größe\n".encode("latin-1"))
    with pytest.raises(ConfigError) as refusal:
        load_settings("config.yml", environ={})
    assert str(refusal.value) == (
        "The configuration file cannot be read: it is not UTF-8 text.\n  where: config.yml"
    )


def test_a_file_that_cannot_be_opened_is_refused_with_the_reason(folder: Path) -> None:
    with pytest.raises(ConfigError) as refusal:
        read_yaml(folder)
    assert str(refusal.value) == f"The configuration file cannot be read: Is a directory.\n  where: {folder}"


def test_the_fault_of_an_environment_names_its_file(folder: Path) -> None:
    (folder / "env_prod.yml").write_text("a: b: c\n")
    assert "\n  where: env_prod.yml, line 1, column 5\n" in fault(env="prod")


# what is written


@pytest.mark.parametrize("value", VALUES)
def test_what_is_written_is_read_as_what_it_was(value: Any) -> None:
    read = parse_value(to_yaml({"key": value}), "here")["key"]
    assert read == value
    assert type(read) is type(value)


def test_keys_are_written_in_their_order_and_words_as_words() -> None:
    assert to_yaml({"b": "Größe", "a": [1, 2]}) == "b: Größe\na:\n- 1\n- 2\n"


def write(text: str) -> Path:
    """Writes a file into the working folder."""
    path = Path("some.yml")
    path.write_text(text, encoding="utf-8")
    return path
