"""Which layer wins, how trees are laid over each other, and where files are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from config_folder import SMALL, fault, load

from lakelabel.config import load_settings
from lakelabel.config.loading import available_configs, packaged
from lakelabel.errors import ConfigError

pytestmark = pytest.mark.usefixtures("folder")

SHIPPED = "arxiv_cs, banking77, quickstart, sms_spam"


# the order of layers


def test_a_file_wins_over_defaults_an_environment_over_the_file_and_set_over_both(folder: Path) -> None:
    text = SMALL + "contract: {min_rows: 1, min_class_rows: 1, max_chars: 1}\n"
    (folder / "env_prod.yml").write_text("contract: {min_class_rows: 2, max_chars: 2}\n")
    contract = load("contract.max_chars=3", text=text, env="prod").contract
    assert (contract.min_rows, contract.min_class_rows, contract.max_chars) == (1, 2, 3)
    assert contract.max_null_share == 0.01  # nobody said anything: the default


def test_the_last_of_two_settings_of_one_key_wins() -> None:
    assert load("data_dir=/a", "data_dir=/b").data_dir == "/b"


def test_a_mapping_is_merged_to_the_bottom() -> None:
    text = SMALL + "pipeline: {logistic_regression: {max_iter: 5, tol: 0.1}}\n"
    regression = load("pipeline.logistic_regression={tol: 0.2}", text=text).pipeline.logistic_regression
    assert (regression.max_iter, regression.tol, regression.reg_param) == (5, 0.2, 0.001)


def test_a_list_replaces_a_list() -> None:
    text = SMALL + "contract: {labels: [a, b, c]}\n"
    assert load("contract.labels=[x, y]", text=text).contract.labels == ("x", "y")


def test_null_takes_a_value_back() -> None:
    text = SMALL + "columns: {id: key}\n"
    assert load(text=text).columns.id == "key"
    assert load("columns.id=null", text=text).columns.id is None


def test_a_section_that_is_off_by_default_is_switched_on_by_one_of_its_keys() -> None:
    idf = load("pipeline.idf.min_doc_freq=3").pipeline.idf
    assert idf is not None
    assert idf.min_doc_freq == 3


# items of lists


def test_a_number_in_a_key_changes_one_item_of_a_list() -> None:
    text = "name: demo\nsources:\n- {path: a, format: csv, split: train}\n- {path: b, format: csv}\n"
    first, second = load("sources.0.path=c", "sources.1.options.sep=;", text=text).sources
    assert (first.path, first.split, first.options) == ("c", "train", {})
    assert (second.path, second.options) == ("b", {"sep": ";"})


def test_an_environment_changes_one_item_of_a_list_by_its_number(folder: Path) -> None:
    (folder / "env_prod.yml").write_text("sources:\n  0: {path: /volumes/a.csv}\n")
    (source,) = load(env="prod").sources
    assert (source.path, source.format) == ("/volumes/a.csv", "csv")
    (folder / "env_prod.yml").write_text("sources:\n  0:\n    bath: x\n")
    assert "\n  where: env_prod.yml, line 3\n" in fault(env="prod")


def test_an_item_that_is_not_there_is_refused() -> None:
    assert fault("sources.1.path=b.csv") == (
        "The list 'sources' has no item 1.\n"
        "  where: --set sources.1.path\n"
        "  valid: 0 to 0\n"
        "  do:    name an item that is there, or give the whole list"
    )


def test_an_item_of_an_empty_list_is_refused() -> None:
    assert fault("columns.slices.0=city") == (
        "The list 'columns.slices' has no item 0.\n"
        "  where: --set columns.slices.0\n"
        "  do:    name an item that is there, or give the whole list"
    )


def test_an_item_of_a_list_that_is_not_there_at_all_is_refused() -> None:
    assert fault("contract.labels.0=a") == (
        "The value of 'contract.labels' has the wrong type.\n"
        "  where: --set contract.labels.0\n"
        "  seen:  a mapping of keys to values\n"
        "  valid: a list"
    )


# --set


def test_keys_of_spark_keep_their_dots() -> None:
    settings = load("spark.conf.spark.executor.memory=4g", "spark.conf={spark.cores.max: 2}")
    assert settings.spark.conf == {"spark.executor.memory": "4g", "spark.cores.max": 2}


def test_blanks_around_a_key_and_a_value_do_not_matter_and_later_equals_signs_are_the_values() -> None:
    assert load(" data_dir = /a=b ").data_dir == "/a=b"


@pytest.mark.parametrize(
    "override", ["data_dir", "", "=1", ".data_dir=1", "contract.=1", "contract..labels=1"]
)
def test_set_without_key_or_value_is_refused(override: str) -> None:
    assert fault(override) == (
        "--set takes key=value.\n"
        f"  where: --set {override.partition('=')[0]}\n"
        "  valid: a.b=value, for example data_dir=/data"
    )


def test_set_with_a_value_that_is_not_yaml_is_refused_without_the_value() -> None:
    assert fault("problem.question=Spam: yes or no: which?") == (
        "This is not YAML: mapping values are not allowed here.\n"
        "  where: --set problem.question, line 1, column 16\n"
        "  do:    put quotes around a text with special characters: 'key=\"text\"'"
    )


def test_a_digit_of_another_script_that_is_no_number_is_a_key_like_any_other() -> None:
    assert fault("sources.².path=b").startswith("The value of 'sources' has the wrong type.\n")


# where files are looked for


def test_every_shipped_configuration_loads() -> None:
    assert available_configs() == SHIPPED.split(", ")
    assert {name: load_settings(name, environ={}).name for name in available_configs()} == {
        name: name for name in available_configs()
    }


def test_the_shipped_environment_leaves_the_configuration_as_it_is() -> None:
    text = SMALL + "tables: {root: /mine}\nmlflow: {tracking_uri: https://mlflow}\n"
    assert load(text=text, env=None) == load(text=text, env="empty")


def test_a_folder_that_did_not_come_with_the_package_is_none() -> None:
    assert packaged("nothing") is None


def test_a_file_in_conf_hides_the_shipped_one_of_that_name(folder: Path) -> None:
    (folder / "conf").mkdir()
    (folder / "conf" / "banking77.yml").write_text(SMALL)
    assert load_settings("banking77", environ={}).name == "demo"
    assert load_settings("sms_spam", environ={}).name == "sms_spam"


def test_an_environment_beside_the_configuration_hides_those_elsewhere(folder: Path) -> None:
    for place in ("here", "conf"):
        (folder / place).mkdir()
        (folder / place / "env_prod.yml").write_text(f"data_dir: {place}\n")
    (folder / "here" / "my.yml").write_text(SMALL)
    assert load_settings("here/my.yml", env="prod", environ={}).data_dir == "here"
    assert load_settings("banking77", env="prod", environ={}).data_dir == "conf"


def test_the_environment_variable_names_the_environment_and_the_option_wins_over_it(folder: Path) -> None:
    for name in ("a", "b"):
        (folder / f"env_{name}.yml").write_text(f"data_dir: {name}\n")
    variable = {"LAKELABEL_ENV": "a"}
    assert load(env=None, environ=variable).data_dir == "a"
    assert load(env="b", environ=variable).data_dir == "b"
    assert load(env=None, environ={"LAKELABEL_ENV": ""}).data_dir == "data"


def test_an_unknown_name_lists_the_names_there_are_and_the_nearest(folder: Path) -> None:
    (folder / "conf").mkdir()
    (folder / "conf" / "mine.yml").write_text(SMALL)
    with pytest.raises(ConfigError) as refusal:
        load_settings("baking77", environ={})
    assert str(refusal.value) == (
        "There is no configuration called 'baking77'.\n"
        f"  where: conf and {packaged('conf')}\n"
        "  valid: arxiv_cs, banking77, mine, quickstart, sms_spam\n"
        "  do:    did you mean 'banking77'?"
    )


def test_an_unknown_name_that_is_near_to_none_asks_for_a_path() -> None:
    with pytest.raises(ConfigError, match=r"do:    name one of these, or give the path of a YAML file$"):
        load_settings("imdb", environ={})


def test_a_missing_file_is_named_with_the_names_there_are() -> None:
    with pytest.raises(ConfigError) as refusal:
        load_settings("conf/mine.yml", environ={})
    assert str(refusal.value) == (
        "The configuration file does not exist.\n"
        "  where: conf/mine.yml\n"
        f"  do:    give the path of a YAML file, or one of these names: {SHIPPED}"
    )


def test_an_unknown_environment_lists_the_environments_there_are() -> None:
    assert fault(env="prd") == (
        "There is no environment called 'prd'.\n"
        f"  where: . and {packaged('conf')}\n"
        "  valid: empty, local\n"
        "  do:    name one of these, or write env_prd.yml"
    )


def test_an_unknown_environment_that_a_variable_names_says_so() -> None:
    message = fault(env=None, environ={"LAKELABEL_ENV": "prd"})
    assert "\n  seen:  the environment variable LAKELABEL_ENV\n" in message


@pytest.mark.parametrize("env", ["env_empty.yml", "./env_empty.yml", "../folder/empty"])
def test_an_environment_is_a_name_not_a_path(env: str) -> None:
    message = fault(env=env)
    assert message.startswith(f"There is no environment called {env!r}.\n")
    assert "\n  valid: empty, local\n" in message
