"""References in values: to keys, to the environment, and to secrets, which stay what they are."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest
from config_folder import SMALL, fault, load

from lakelabel.config.references import conceal, resolve_references, resolve_secret
from lakelabel.errors import ConfigError

pytestmark = pytest.mark.usefixtures("folder")


# keys


def test_a_reference_becomes_the_value_of_its_key_whichever_layer_gave_it() -> None:
    settings = load("data_dir=/data", "name=other", "sources.0.path=${data_dir}/${name}.csv")
    assert settings.sources[0].path == "/data/other.csv"
    assert settings.tables.root == "lakehouse/other"
    assert (settings.mlflow.experiment, settings.registry.model_name) == ("other", "other")


def test_a_reference_reaches_into_sections_and_through_other_references() -> None:
    text = SMALL + "problem: {owner: '${problem.value}', value: '${columns.text}!'}\ncolumns: {text: body}\n"
    assert load(text=text).problem.owner == "body!"


def test_a_value_that_is_one_reference_takes_its_type() -> None:
    text = SMALL + "contract: {min_rows: 7, min_class_rows: '${contract.min_rows}', labels: [a, b]}\n"
    settings = load("columns.slices=${contract.labels}", text=text)
    assert (settings.contract.min_class_rows, settings.columns.slices) == (7, ("a", "b"))


def test_within_a_text_a_number_and_true_are_written_as_in_yaml() -> None:
    text = "${split.seed} ${pipeline.hashing.binary} ${contract.max_null_share}"
    assert load(f"problem.value={text}").problem.value == "7 false 0.01"


@pytest.mark.parametrize("text", ["costs 5$", "${", "${}", "$name", "{name}"])
def test_what_only_looks_like_a_reference_is_left_alone(text: str) -> None:
    assert load(f"problem.value='{text}'").problem.value == text


def test_a_reference_to_no_key_names_the_nearest() -> None:
    assert fault(text=SMALL + "columns: {slices: [a]}\ndata_dir: /x/${columns.txt}\n") == (
        "The value of 'data_dir' refers to ${columns.txt}, which is no key of the configuration.\n"
        "  where: config.yml, line 5\n"
        "  do:    did you mean ${columns.text}?"
    )


def test_a_reference_that_is_near_to_no_key_says_what_there_is() -> None:
    assert fault("columns.slices=[a, '${HOME}']") == (
        "The value of 'columns.slices.1' refers to ${HOME}, which is no key of the configuration.\n"
        "  where: --set columns.slices\n"
        "  do:    name a key, or ${env:NAME}"
    )


@pytest.mark.parametrize("reference", ["contract", "sources", "columns.id"])
def test_what_is_no_single_value_cannot_stand_within_a_text(reference: str) -> None:
    assert fault(f"data_dir=/x/${{{reference}}}") == (
        f"The value of 'data_dir' refers to ${{{reference}}}, "
        "which cannot be a part of a text: it is no single value.\n"
        "  where: --set data_dir"
    )


def test_a_reference_to_itself_is_refused() -> None:
    assert fault("data_dir=${data_dir}/x") == (
        "The value of 'data_dir' refers to ${data_dir}, which leads back to itself.\n"
        "  where: --set data_dir\n"
        "  seen:  data_dir -> data_dir"
    )


def test_a_loop_of_references_is_shown_as_it_runs() -> None:
    text = SMALL + "data_dir: ${problem.owner}\nproblem: {owner: '${problem.value}', value: '${data_dir}'}\n"
    assert fault(text=text).endswith("  seen:  data_dir -> problem.owner -> problem.value -> data_dir")


def test_one_key_may_be_referred_to_twice() -> None:
    assert load("data_dir=${name}/${name}").data_dir == "demo/demo"


def test_the_tree_that_is_resolved_is_not_changed() -> None:
    tree = {"a": {"b": "${c}"}, "c": "d"}
    assert resolve_references(tree, {}) == {"a": {"b": "d"}, "c": "d"}
    assert tree == {"a": {"b": "${c}"}, "c": "d"}


# the environment


def test_a_variable_is_taken_as_the_text_it_is_and_not_resolved_again() -> None:
    environ = {"WHERE": "${name}", "NUMBER": "12"}
    settings = load("data_dir=/x/${env:WHERE}", "problem.owner=${env:NUMBER}", environ=environ)
    assert (settings.data_dir, settings.problem.owner) == ("/x/${name}", "12")


def test_the_environment_is_that_of_the_process_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAKELABEL_TEST", "/data")
    assert resolve_references({"a": "${env:LAKELABEL_TEST}"}) == {"a": "/data"}


def test_a_variable_that_is_not_set_is_refused_with_what_to_do() -> None:
    assert fault("data_dir=${env:WHERE}/x") == (
        "The value of 'data_dir' refers to ${env:WHERE}, an environment variable that is not set.\n"
        "  where: --set data_dir\n"
        "  do:    set WHERE, or give another value: --set data_dir=…"
    )


# secrets


def test_a_secret_stays_a_reference_in_the_settings() -> None:
    settings = load(
        "mlflow.tracking_uri=${secret:env/URI}", "data_dir=/${secret:scope/key}", environ={"URI": "x"}
    )
    assert settings.mlflow.tracking_uri == "${secret:env/URI}"
    assert settings.data_dir == "/${secret:scope/key}"


@pytest.mark.parametrize("reference", ["secret:NAME", "secret:", "secret:env/", "secret:/NAME"])
def test_a_reference_that_names_no_secret_is_refused_when_it_is_read(reference: str) -> None:
    assert fault(f"data_dir=${{{reference}}}") == (
        f"The value of 'data_dir' refers to ${{{reference}}}, which names no secret.\n"
        "  where: --set data_dir\n"
        "  valid: ${secret:env/NAME} or ${secret:scope/key}"
    )


def test_secrets_of_the_environment_are_put_in_where_they_are_used() -> None:
    environ = {"USER": "me", "PASSWORD": "geheim"}
    address = "https://${secret:env/USER}:${secret:env/PASSWORD}@host/${name}"
    assert resolve_secret(address, environ) == "https://me:geheim@host/${name}"
    assert resolve_secret("sqlite:///mlflow.db", {}) == "sqlite:///mlflow.db"


def test_a_secret_of_the_environment_that_is_not_set_is_named() -> None:
    with pytest.raises(ConfigError) as refusal:
        resolve_secret("x${secret:env/PASSWORD}", {})
    assert str(refusal.value) == (
        "The secret ${secret:env/PASSWORD} is not set.\n  do:    set the environment variable PASSWORD"
    )


def test_a_secret_scope_can_be_read_on_databricks_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "databricks", None)
    with pytest.raises(ConfigError) as refusal:
        resolve_secret("${secret:team/token}")
    assert str(refusal.value) == (
        "The secret ${secret:team/token} lies in a secret scope, which can be read on Databricks only.\n"
        "  valid: ${secret:env/NAME} elsewhere"
    )


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """The secrets of a Databricks that is not there."""
    secrets: dict[tuple[str, str], str] = {}
    runtime = ModuleType("databricks.sdk.runtime")
    runtime.dbutils = SimpleNamespace(  # type: ignore[attr-defined]
        secrets=SimpleNamespace(get=lambda scope, key: secrets[scope, key])
    )
    for name in ("databricks", "databricks.sdk"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, "databricks.sdk.runtime", runtime)
    return secrets


def test_a_secret_of_a_scope_is_asked_for_by_scope_and_key(vault: dict[tuple[str, str], str]) -> None:
    vault["team", "a/token"] = "geheim"
    assert resolve_secret("Bearer ${secret:team/a/token}") == "Bearer geheim"


@pytest.mark.usefixtures("vault")
def test_a_secret_that_the_scope_does_not_hold_is_named() -> None:
    with pytest.raises(ConfigError) as refusal:
        resolve_secret("${secret:team/token}")
    assert str(refusal.value) == (
        "The secret ${secret:team/token} cannot be read: KeyError.\n"
        "  do:    check that scope 'team' holds 'token' and that this identity may read it"
    )


# what is hidden


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("tracking_uri", "https://me:geheim@host/x", "https://***@host/x"),
        ("url", "https://host/x?sig=geheim&sv=1", "https://host/x?sig=***&sv=1"),
        ("spark.hadoop.fs.s3a.secret.key", "geheim", "***"),
        ("fs.azure.account.key.lake.dfs.core.windows.net", "geheim", "***"),
        ("password", "geheim", "***"),
        ("spark.hadoop.fs.s3a.secret.key", "x${secret:env/KEY}", "***"),
    ],
)
def test_credentials_are_hidden(key: str, value: str, shown: str) -> None:
    assert conceal(value, key) == shown


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tracking_uri", "sqlite:///lakehouse/mlflow.db"),
        ("tracking_uri", "https://me:${secret:env/PASSWORD}@host/x?sig=${secret:team/sig}"),
        ("tracking_uri", "https://${secret:env/TOKEN}@host"),
        ("password", "${secret:env/PASSWORD}"),
        ("password", ""),
        ("spark.sql.shuffle.partitions", "geheim"),
    ],
)
def test_references_to_secrets_and_what_is_no_credential_are_shown(key: str, value: str) -> None:
    assert conceal(value, key) == value
