"""Settings written out: as YAML that reads back the same, as flat parameters, and the schema of both."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from config_folder import SECTIONS, SMALL, load
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from lakelabel.config import Settings, load_settings
from lakelabel.config.dumping import flat_params, settings_yaml
from lakelabel.config.loading import available_configs
from lakelabel.config.references import conceal


def read_back(settings: Settings) -> Settings:
    """Writes settings into a file and reads that."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "env_empty.yml").write_text("")
        path = Path(folder, "shown.yml")
        path.write_text(settings_yaml(settings), encoding="utf-8")
        return load_settings(str(path), env="empty", environ={})


# YAML


@pytest.mark.parametrize("name", available_configs())
def test_a_shipped_configuration_is_the_same_when_it_is_read_back(name: str) -> None:
    settings = load_settings(name, environ={})
    assert read_back(settings) == settings


@pytest.mark.usefixtures("folder")
def test_what_is_written_is_resolved_complete_and_in_the_order_of_the_settings() -> None:
    settings = load("tables.schema=texts", "data_dir=/x/${name}", "columns.slices=[city]")
    text = settings_yaml(settings)
    assert [line.partition(":")[0] for line in text.splitlines() if line[0] not in " -"] == SECTIONS.split(
        ", "
    )
    assert "\ndata_dir: /x/demo\n" in text
    assert "\n  schema: texts\n" in text
    assert "\n  slices:\n  - city\n" in text
    assert "\n    tol: 1.0e-06\n" in text


@pytest.mark.usefixtures("folder")
def test_references_to_secrets_are_written_as_they_are() -> None:
    address = "https://me:${secret:env/PASSWORD}@host"
    settings = load(f"mlflow.tracking_uri={address}", "spark.conf.a.secret=${secret:team/key}")
    assert f"\n  tracking_uri: {address}\n" in settings_yaml(settings)
    assert read_back(settings) == settings


@pytest.mark.usefixtures("folder")
def test_credentials_are_written_neither_as_yaml_nor_as_parameters() -> None:
    settings = load(
        "mlflow.tracking_uri=https://me:geheim@host/path",
        "spark.conf.spark.hadoop.fs.s3a.secret.key=geheim",
        "sources.0.url=https://host/a.csv?token=geheim",
        "sources.0.options={password: geheim, sep: ;}",
    )
    text, params = settings_yaml(settings), flat_params(settings)
    assert "geheim" not in text + str(params)
    assert "\n  tracking_uri: https://***@host/path\n" in text
    assert params["spark.conf.spark.hadoop.fs.s3a.secret.key"] == "***"
    assert params["sources.0.url"] == "https://host/a.csv?token=***"
    assert (params["sources.0.options.password"], params["sources.0.options.sep"]) == ("***", ";")


def texts() -> st.SearchStrategy[str]:
    """Texts of all kinds, also those that YAML may take for something else; no references, no secrets."""
    odd = st.sampled_from(
        ["no", "1e5", "010", "08", "0x1f", "12:30", "2024-01-31", "null", "~", "<<", "=", "- a", "\x85"]
    )
    anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    return (odd | anything).filter(lambda text: "${" not in text and conceal(text, text) == text)


OPTIONS = st.dictionaries(
    texts(),
    texts() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False),
    max_size=4,
)
SHARES = st.floats(0, 1)


def of(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A section with some of its keys."""
    return st.fixed_dictionaries({}, optional=keys)


SETTINGS = st.fixed_dictionaries(
    {
        "name": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,9}", fullmatch=True),
        "sources": st.lists(
            st.fixed_dictionaries(
                {"path": texts(), "format": st.sampled_from(["csv", "json", "parquet", "delta", "text"])},
                optional={"options": OPTIONS, "label": texts(), "split": st.sampled_from(["train", "test"])},
            ),
            min_size=1,
            max_size=3,
        ).map(lambda sources: [source | {"name": str(n)} for n, source in enumerate(sources)]),
    },
    optional={
        "data_dir": texts(),
        "problem": of(question=texts(), value=texts(), owner=texts()),
        "columns": of(text=texts(), id=st.none() | texts()),
        "contract": of(
            min_rows=st.integers(1, 10**12),
            max_null_share=SHARES,
            labels=st.none() | st.lists(texts(), min_size=2, max_size=5, unique=True),
        ),
        "split": of(
            seed=st.integers(0, 2**63 - 1),
            fractions=st.floats(0.01, 0.99).map(lambda f: {"train": f, "validation": 1 - f, "test": 0.0}),
        )
        | st.tuples(st.datetimes(), st.datetimes(), st.sampled_from(["", "Z", "+01:00"])).map(
            lambda drawn: {
                "by": "time",
                "boundaries": dict(
                    zip(
                        ("validation", "test"),
                        (f"{d.isoformat()}{drawn[2]}" for d in sorted(drawn[:2])),
                        strict=True,
                    )
                ),
            }
        ),
        "pipeline": of(
            tokenizer=of(
                kind=st.just("pattern"), pattern=st.sampled_from([r"\W+", "[ '\"]", ": ", "#", r"\p{L}"])
            ),
            stop_words=st.none() | st.just("english") | st.lists(texts(), max_size=3),
            idf=st.none() | of(min_doc_freq=st.integers(0, 9)),
            logistic_regression=of(reg_param=st.floats(0, 1e6), tol=SHARES, elastic_net=SHARES),
        ),
        "tables": of(root=texts(), schema=st.just("texts")),
        "mlflow": of(tracking_uri=texts(), registry_uri=st.none() | texts()),
        "spark": of(conf=OPTIONS, jars=st.lists(texts(), max_size=2)),
    },
)


@examples(deadline=None, max_examples=60)
@given(tree=SETTINGS)
def test_any_settings_are_the_same_when_they_are_read_back(tree: dict[str, Any]) -> None:
    for section, key in (("columns", "event_time"), ("registry", "model_name"), ("mlflow", "experiment")):
        tree.setdefault(section, {})[key] = "one"
    tree.setdefault("tables", {}).setdefault("root", "folder")  # no default that refers to the name is left
    written = Settings.model_validate_json(json.dumps(tree))
    read = read_back(written)
    assert read == written
    assert read.model_dump_json() == written.model_dump_json()  # 1, 1.0 and true are equal, but not the same


# parameters


@pytest.mark.usefixtures("folder")
def test_parameters_are_flat_without_the_words_about_the_problem_and_what_is_not_set() -> None:
    text = SMALL + "problem: {question: Which}\n"
    params = flat_params(
        load("sources.0.options={header: false, sep: ;}", "contract.labels=[no, ä]", text=text)
    )
    assert params["name"] == "demo"
    assert params["sources.0.path"] == "a.csv"
    assert params["sources.0.options.header"] == "false"
    assert params["contract.labels"] == '["no", "ä"]'
    assert params["contract.max_null_share"] == "0.01"
    assert params["pipeline.logistic_regression.tol"] == "1e-06"
    assert params["tables.root"] == "lakehouse/demo"
    absent = {"columns.id", "columns.slices", "pipeline.idf", "sources.0.url", "spark.conf", "tables.schema_"}
    assert not absent & set(params)
    assert not [key for key in params if key.startswith("problem")]


@pytest.mark.usefixtures("folder")
def test_a_parameter_is_no_longer_than_mlflow_takes() -> None:
    assert flat_params(load(f"data_dir={'x' * 600}"))["data_dir"] == "x" * 500


# the schema


def test_the_schema_of_editors_has_every_section_and_refuses_other_keys() -> None:
    schema = Settings.model_json_schema()
    assert list(schema["properties"]) == SECTIONS.split(", ")
    assert schema["required"] == ["name", "sources"]
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Split"]["properties"]["by"]["enum"] == ["hash", "time", "source"]
    assert "schema" in schema["$defs"]["Tables"]["properties"]


def test_every_section_and_key_in_the_schema_is_described() -> None:
    schema = Settings.model_json_schema()
    sections = {"Settings": schema, **schema["$defs"]}
    assert [name for name, section in sections.items() if not section.get("description")] == []
    bare = [
        f"{name}.{key}"
        for name, section in sections.items()
        for key, value in section["properties"].items()
        if not value.get("description") and "$ref" not in value  # a section is described where it is defined
    ]
    assert bare == []
