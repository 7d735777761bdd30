"""Wrong keys and values: what the message says, where it points, and what it never holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from config_folder import SECTIONS, SMALL, fault

from lakelabel.config import load_settings
from lakelabel.errors import ConfigError

pytestmark = pytest.mark.usefixtures("folder")

TYPES = "text, true or false, a whole number, a number"
LANGUAGES = (
    "danish, dutch, english, finnish, french, german, hungarian, italian, norwegian, portuguese, russian, "
    "spanish, swedish, turkish"
)


# keys


def test_an_unknown_key_names_the_nearest_and_all_valid_ones_with_file_and_line() -> None:
    assert fault(text=SMALL + "contract:\n  min_class_rows: 1\n  min_rws: 2\n") == (
        "Unknown key 'contract.min_rws'.\n"
        "  where: config.yml, line 6\n"
        "  seen:  min_rws\n"
        "  valid: min_rows, min_class_rows, max_null_share, max_quarantine_share, max_chars, labels\n"
        "  do:    did you mean 'min_rows'?"
    )


def test_an_unknown_section_that_is_near_to_none_is_to_be_removed() -> None:
    assert fault(text="xyz: 1\n" + SMALL) == (
        "Unknown key 'xyz'.\n"
        "  where: config.yml, line 1\n"
        "  seen:  xyz\n"
        f"  valid: {SECTIONS}\n"
        "  do:    remove it"
    )


def test_an_unknown_key_of_a_source_is_found_by_its_number() -> None:
    text = "name: demo\nsources:\n- {path: a, format: csv}\n- path: b\n  format: csv\n  tabel: c\n"
    assert fault(text=text) == (
        "Unknown key 'sources.1.tabel'.\n"
        "  where: config.yml, line 6\n"
        "  seen:  tabel\n"
        "  valid: name, path, table, format, url, sha256, member, split, label, version, timestamp, options\n"
        "  do:    did you mean 'table'?"
    )


def test_an_unknown_key_of_an_optional_section_lists_its_keys() -> None:
    assert fault("pipeline.idf.min_docs=5") == (
        "Unknown key 'pipeline.idf.min_docs'.\n"
        "  where: --set pipeline.idf.min_docs\n"
        "  seen:  min_docs\n"
        "  valid: min_doc_freq\n"
        "  do:    did you mean 'min_doc_freq'?"
    )


def test_a_key_is_known_by_the_name_it_has_in_files() -> None:
    message = fault("tables.schema_=x")
    assert "\n  valid: root, catalog, schema, corpus, quarantine\n" in message
    assert message.endswith("did you mean 'schema'?")


def test_a_fault_is_located_in_the_last_layer_that_holds_the_key(folder: Path) -> None:
    (folder / "env_prod.yml").write_text("\n\ncontract: {min_rows: many}\n")
    text = SMALL + "contract: {min_rows: 1}\n"
    assert "\n  where: env_prod.yml, line 3\n" in fault(text=text, env="prod")
    assert "\n  where: --set contract.min_rows\n" in fault("contract.min_rows=few", text=text, env="prod")


def test_a_fault_in_an_item_of_a_list_that_set_gave_is_located_there() -> None:
    assert "\n  where: --set columns.slices\n" in fault("columns.slices=[a, 1]")


def test_missing_keys_are_named_and_not_what_refers_to_them() -> None:
    assert fault(text="data_dir: x\n") == (
        "The configuration has 2 faults.\n"
        "The key 'name' is missing.\n"
        "  where: config.yml\n"
        "  do:    add `name:`\n"
        "The key 'sources' is missing.\n"
        "  where: config.yml\n"
        "  do:    add `sources:`"
    )


def test_a_missing_key_of_a_source_is_located_at_the_source() -> None:
    assert fault(text="name: demo\nsources:\n- path: a\n") == (
        "The key 'sources.0.format' is missing.\n  where: config.yml, line 3\n  do:    add `format:`"
    )


def test_a_mistyped_name_is_one_fault_more_but_not_five() -> None:
    message = fault(text=SMALL.replace("name", "nmae"))
    assert [line for line in message.splitlines() if not line.startswith(" ")] == [
        "The configuration has 2 faults.",
        "The key 'name' is missing.",
        "Unknown key 'nmae'.",
    ]


# types


@pytest.mark.parametrize(
    ("override", "seen", "valid"),
    [
        ("data_dir=5", "5", "text"),
        ("data_dir=", "null", "text"),
        ("data_dir={a: 1}", "a mapping of keys to values", "text"),
        ("name=12", "12", "text"),
        ("name.first=demo", "a mapping of keys to values", "text"),
        ("contract.min_rows=many", '"many"', "a whole number"),
        ("contract.min_rows='5'", '"5"', "a whole number"),
        ("contract.min_rows=5.0", "5.0", "a whole number"),
        ("contract.min_rows=true", "true", "a whole number"),
        ("pipeline.logistic_regression.tol=small", '"small"', "a number"),
        ("pipeline.hashing.binary=yes", '"yes"', "true or false"),
        ("pipeline.hashing.binary=1", "1", "true or false"),
        ("columns.slices=city", '"city"', "a list"),
        ("contract.labels={a: b}", "a mapping of keys to values", "a list"),
        ("sources={path: a}", "a mapping of keys to values", "a list"),
        ("sources.0=a.csv", '"a.csv"', "a mapping of keys to values"),
        ("contract=", "null", "a mapping of keys to values"),
        ("contract=[a, b]", '["a", "b"]', "a mapping of keys to values"),
        ("data_dir=[{a: b}]", "a list", "text"),
        ("spark.conf=fast", '"fast"', "a mapping of keys to values"),
        ("spark.conf.spark.cores.max=[1]", "[1]", TYPES),
        ("sources.0.options.sep=null", "null", TYPES),
    ],
)
def test_a_value_of_the_wrong_type_is_shown_with_the_right_one(override: str, seen: str, valid: str) -> None:
    key = override.partition("=")[0]
    assert fault(override) == (
        f"The value of {key.removesuffix('.first')!r} has the wrong type.\n"
        f"  where: --set {key}\n"
        f"  seen:  {seen}\n"
        f"  valid: {valid}"
    )


def test_a_moment_has_a_time_of_day() -> None:
    boundaries = "split.boundaries={validation: 2024-01-31, test: 2024-02-01T00:00:00}"
    assert fault("split.by=time", "columns.event_time=at", boundaries) == (
        "The value of 'split.boundaries.validation' has the wrong type.\n"
        "  where: --set split.boundaries\n"
        '  seen:  "2024-01-31"\n'
        "  valid: a moment such as 2025-01-31T00:00:00"
    )


def test_a_long_value_is_cut() -> None:
    seen = fault("contract.min_rows=" + "x" * 1000).splitlines()[2]
    assert seen == '  seen:  "' + "x" * 199 + "…"


# choices


@pytest.mark.parametrize(
    ("override", "seen", "valid", "fix"),
    [
        ("split.by=sourc", '"sourc"', "hash, time, source", "did you mean 'source'?"),
        ("split.by=random", '"random"', "hash, time, source", "choose one of these"),
        ("split.by=5", "5", "hash, time, source", "choose one of these"),
        ("sources.0.format=jsonl", '"jsonl"', "csv, json, parquet, delta, text", "did you mean 'json'?"),
        ("sources.0.split=dev", '"dev"', "train, validation, test", "choose one of these"),
        ("pipeline.tokenizer.kind=regex", '"regex"', "whitespace, pattern", "choose one of these"),
        ("pipeline.normalize=l1", '"l1"', "l2", "did you mean 'l2'?"),
        ("pipeline.class_weights=balance", '"balance"', "balanced", "did you mean 'balanced'?"),
        ("pipeline.stop_words=englsh", '"englsh"', f"{LANGUAGES}; or a list", "did you mean 'english'?"),
    ],
)
def test_a_value_that_is_no_choice_is_shown_with_the_choices(
    override: str, seen: str, valid: str, fix: str
) -> None:
    key = override.partition("=")[0]
    assert fault(override) == (
        f"The value of {key!r} is not one of the choices.\n"
        f"  where: --set {key}\n"
        f"  seen:  {seen}\n"
        f"  valid: {valid}\n"
        f"  do:    {fix}"
    )


def test_a_fault_inside_a_list_is_not_told_as_one_of_the_whole_value_too() -> None:
    assert fault("pipeline.stop_words=[a, 5]") == (
        "The value of 'pipeline.stop_words.1' has the wrong type.\n"
        "  where: --set pipeline.stop_words\n"
        "  seen:  5\n"
        "  valid: text"
    )


# limits and forms


@pytest.mark.parametrize(
    ("override", "seen", "limit"),
    [
        ("contract.min_rows=0", "0", "it should be greater than or equal to 1"),
        ("contract.max_null_share=1.5", "1.5", "it should be less than or equal to 1"),
        ("contract.labels=[a]", '["a"]', "it should have at least 2 items, not 1"),
        ("sources=[]", "[]", "it should have at least 1 item, not 0"),
        ("split.fractions.train=0", "0", "it should be greater than 0"),
        ("split.seed=-1", "-1", "it should be greater than or equal to 0"),
        (
            "split.seed=9223372036854775808",
            "9223372036854775808",
            "it should be less than 9223372036854775808",
        ),
        ("pipeline.ngrams=6", "6", "it should be less than or equal to 5"),
        ("pipeline.hashing.num_features=1", "1", "it should be greater than or equal to 2"),
        ("pipeline.logistic_regression.reg_param=.inf", "Infinity", "it should be a finite number"),
        ("registry.model_name=''", '""', "it should have at least 1 character"),
        ("sources.0.version=-1", "-1", "it should be greater than or equal to 0"),
    ],
)
def test_a_value_beyond_a_limit_is_shown_with_the_limit(override: str, seen: str, limit: str) -> None:
    key = override.partition("=")[0]
    assert fault(override) == (
        f"The value of {key!r} cannot be used: {limit}.\n  where: --set {key}\n  seen:  {seen}"
    )


@pytest.mark.parametrize(
    ("override", "valid"),
    [
        ("name=a b", "letters, digits, _ and -, beginning with a letter or digit"),
        ("name=-a", "letters, digits, _ and -, beginning with a letter or digit"),
        ('name="a\\n"', "letters, digits, _ and -, beginning with a letter or digit"),
        ("sources.0.url=s3://bucket/a", "an address that begins with http:// or https://"),
        ("sources.0.sha256=B06E", "64 of the digits 0-9 and a-f"),
        ("spark.master=lokal", "local[*], local[4], spark://host:7077, sc://host:15002, yarn or k8s://…"),
        ("tables.schema=a.b", "letters, digits, _ and -, beginning with a letter or _"),
        ("tables.catalog=1a", "letters, digits, _ and -, beginning with a letter or _"),
        ("tables.corpus=a-b", "letters, digits and _, beginning with a letter or _"),
        ("tables.quarantine=a b", "letters, digits and _, beginning with a letter or _"),
    ],
)
def test_a_text_of_the_wrong_form_is_shown_with_the_right_one(override: str, valid: str) -> None:
    key, _, value = override.partition("=")
    quote = '"'
    assert fault(override) == (
        f"The value of {key!r} does not have the right form.\n"
        f"  where: --set {key}\n"
        f'  seen:  "{value.strip(quote)}"\n'
        f"  valid: {valid}"
    )


# several at once


def test_all_faults_are_listed_each_with_its_place(folder: Path) -> None:
    (folder / "env_prod.yml").write_text("split: {by: tiem}\n")
    text = SMALL + "contract:\n  min_rows: many\n"
    assert fault("pipeline.ngrams=0", "colour=red", text=text, env="prod") == (
        "The configuration has 4 faults.\n"
        "The value of 'contract.min_rows' has the wrong type.\n"
        "  where: config.yml, line 5\n"
        '  seen:  "many"\n'
        "  valid: a whole number\n"
        "The value of 'split.by' is not one of the choices.\n"
        "  where: env_prod.yml, line 1\n"
        '  seen:  "tiem"\n'
        "  valid: hash, time, source\n"
        "  do:    did you mean 'time'?\n"
        "The value of 'pipeline.ngrams' cannot be used: it should be greater than or equal to 1.\n"
        "  where: --set pipeline.ngrams\n"
        "  seen:  0\n"
        "Unknown key 'colour'.\n"
        "  where: --set colour\n"
        "  seen:  colour\n"
        f"  valid: {SECTIONS}\n"
        "  do:    did you mean 'columns'?"
    )


# what a message never holds

ADDRESS = "https://me:geheim@host/path?sig=geheim"


@pytest.mark.parametrize(
    "override",
    [
        f"mlflow={ADDRESS}",
        f"mlflow.tracking_uri=[{ADDRESS}]",
        f"mlflow.tracking_uri=[[{ADDRESS}]]",
        f"mlflow.tracking_uri={{url: '{ADDRESS}'}}",
        f"mlflow.tracking_url={ADDRESS}",
        f"mlflow.tracking_uri: {ADDRESS}",
        f"mlflow.tracking_uri='{ADDRESS}",
        f"mlflow.tracking_uri={ADDRESS}/${{nowhere}}",
        f"mlflow.tracking_uri={ADDRESS}/${{env:NOWHERE}}",
        f"mlflow.tracking_uri={ADDRESS}/${{mlflow.tracking_uri}}",
        f"{ADDRESS}=1",
        f"'{ADDRESS}'",
        f"problem.{ADDRESS}=1",
        f"sources={ADDRESS}",
        f"sources.0={ADDRESS}",
        f"sources.0.format={ADDRESS}",
        f"sources.0.url=ftp{ADDRESS[5:]}",
        f"sources.0.options={ADDRESS}",
        f"spark.master={ADDRESS}",
        f"spark.conf={ADDRESS}",
        f"spark.conf.a=[{ADDRESS}]",
        f"columns.slices={ADDRESS}",
        f"name={ADDRESS}",
        f"split.by={ADDRESS}",
        "spark.conf.spark.hadoop.fs.s3a.secret.key=[geheim]",
        "sources.0.options.password=[geheim]",
        "spark.conf.password=*geheim",
        "spark.conf.password=!geheim",
        "spark.conf.password=!geheim!x y",
        "spark.conf.password={geheim",
        "spark.conf.password='geheim",
        "spark.conf.password=geheim: [",
        "spark.conf.password=\x01geheim",
    ],
)
def test_no_credential_that_set_gave_comes_out(override: str) -> None:
    message = fault(override)
    assert "geheim" not in message
    assert "\n  where: " in message


def test_no_credential_of_a_file_comes_out() -> None:
    message = fault(text=SMALL + f"spark: {{master: '{ADDRESS}', conf: ['{ADDRESS}']}}\n")
    assert message.startswith("The configuration has 2 faults.\n")
    assert "geheim" not in message


def test_no_credential_of_an_address_in_place_of_a_file_comes_out() -> None:
    with pytest.raises(ConfigError, match="The configuration file does not exist") as refusal:
        load_settings(f"{ADDRESS}/config.yml", environ={})
    assert "geheim" not in str(refusal.value)
