"""The command line without Spark: configurations, paths, usage, errors and their exit codes."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from config_folder import SECTIONS, SMALL

import lakelabel
from lakelabel import cli, steps
from lakelabel.cli import main
from lakelabel.config.loading import available_configs
from lakelabel.errors import (
    ConfigError,
    ContractError,
    DownloadError,
    LakelabelError,
    SetupError,
    SourceError,
    TableError,
    TrackingError,
)

pytestmark = pytest.mark.usefixtures("folder")

Capture = pytest.CaptureFixture[str]
REPOSITORY = Path(__file__).parents[2]
SCRIPTS = Path(sys.executable).parent

HEAVY = """
import sys
from lakelabel.cli import main
main(sys.argv[1:])
heavy = {"pyspark", "py4j", "delta", "mlflow", "pandas", "pyarrow", "matplotlib", "requests"}
print(sorted(heavy & set(sys.modules)))
"""


def ends(*arguments: str) -> int:
    """Runs a command that fails, and gives its exit code."""
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    assert isinstance(end.value.code, int)
    return end.value.code


# lakelabel config


def test_check_says_what_a_configuration_holds_and_returns_nothing(folder: Path, capsys: Capture) -> None:
    (folder / "two.yml").write_text(SMALL + "  - {path: b.csv, format: csv}\n")
    assert main(["config", "check"]) is None
    assert main(["config", "check", "--config", "two.yml"]) is None
    out, err = capsys.readouterr()
    assert out == "quickstart: fine (quickstart, 1 source)\ntwo.yml: fine (demo, 2 sources)\n"
    assert err == ""


@pytest.mark.parametrize("name", available_configs())
def test_every_shipped_configuration_passes_its_check(name: str, capsys: Capture) -> None:
    main(["config", "check", "--config", name])
    assert capsys.readouterr().out.startswith(f"{name}: fine ({name}, ")


def test_check_of_a_wrong_configuration_ends_with_exit_code_2_and_the_whole_message(
    folder: Path, capsys: Capture
) -> None:
    (folder / "wrong.yml").write_text(SMALL + "split:\n  bye: time\n")
    assert ends("config", "check", "--config", "wrong.yml") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "lakelabel: Unknown key 'split.bye'.\n"
        "  where: wrong.yml, line 5\n"
        "  seen:  bye\n"
        "  valid: by, key, fractions, boundaries, seed\n"
        "  do:    did you mean 'by'?\n"
    )


def test_show_prints_the_resolved_configuration_of_all_layers(folder: Path, capsys: Capture) -> None:
    (folder / "env_prod.yml").write_text("mlflow: {tracking_uri: '${secret:team/mlflow}'}\n")
    (folder / "config.yml").write_text(SMALL)
    layers = ["--config", "config.yml", "--env", "prod", "--set", "data_dir=/data", "--set", "split.seed=8"]
    assert main(["config", "show", *layers]) is None
    shown = yaml.safe_load(capsys.readouterr().out)
    assert list(shown) == SECTIONS.split(", ")
    assert shown["mlflow"]["tracking_uri"] == "${secret:team/mlflow}"
    assert shown["mlflow"]["experiment"] == "demo"
    assert (shown["data_dir"], shown["split"]["seed"]) == ("/data", 8)


def test_show_hides_credentials(capsys: Capture) -> None:
    main(["config", "show", "--set", "mlflow.tracking_uri=https://me:geheim@host"])
    out = capsys.readouterr().out
    assert "geheim" not in out
    assert "\n  tracking_uri: https://***@host\n" in out


def test_what_show_prints_can_be_checked_and_shown_again(folder: Path, capsys: Capture) -> None:
    main(["config", "show", "--config", "banking77"])
    shown = capsys.readouterr().out
    (folder / "shown.yml").write_text(shown)
    main(["config", "show", "--config", "shown.yml"])
    assert capsys.readouterr().out == shown


def test_the_environment_variable_names_the_environment(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "conf").mkdir()
    (folder / "conf" / "env_prod.yml").write_text("data_dir: /prod\n")
    monkeypatch.setenv("LAKELABEL_ENV", "prod")
    main(["config", "show"])
    assert "\ndata_dir: /prod\n" in capsys.readouterr().out
    main(["config", "show", "--env", "local"])
    assert "\ndata_dir: data\n" in capsys.readouterr().out


def test_schema_prints_the_json_schema(capsys: Capture) -> None:
    assert main(["config", "schema"]) is None
    assert list(json.loads(capsys.readouterr().out)["properties"]) == SECTIONS.split(", ")


def test_check_starts_neither_spark_nor_mlflow_nor_anything_else_that_is_slow(folder: Path) -> None:
    run = python("-c", HEAVY, "config", "check", "--config", "banking77")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines()[-1] == "[]"


# lakelabel path


@pytest.mark.parametrize("file", ["jobs/train.py", "conf/banking77.yml", "conf/env_local.yml"])
def test_path_prints_where_a_packaged_file_lies(file: str, capsys: Capture) -> None:
    assert main(["path", file]) is None
    printed = Path(capsys.readouterr().out.removesuffix("\n"))
    assert printed.is_absolute()
    assert printed.read_text() == (REPOSITORY / file).read_text()


@pytest.mark.parametrize(
    "file", ["jobs/trian.py", "jobs/__init__.py", "train.py", "conf/../conf/sms_spam.yml", ""]
)
def test_path_of_no_packaged_file_lists_them(file: str, capsys: Capture) -> None:
    assert ends("path", file) == 2
    message = capsys.readouterr().err
    assert message.startswith(
        f"lakelabel: There is no such packaged file.\n  seen:  {file}\n  valid: conf/arxiv_cs.yml, "
    )
    assert ", jobs/train.py" in message
    assert "__init__" not in message.splitlines()[2]


# options and help


def test_the_version_is_that_of_the_package(capsys: Capture) -> None:
    assert main(["--version"]) is None
    assert capsys.readouterr().out == f"lakelabel, version {lakelabel.__version__}\n"


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_lists_every_command(option: str, capsys: Capture) -> None:
    assert main([option]) is None
    out = capsys.readouterr().out
    for command in ("prepare", "train", "evaluate", "pipeline", "quickstart", "config", "path"):
        assert f"\n  {command} " in out


@pytest.mark.parametrize("command", steps.NAMES)
def test_every_step_explains_the_options_that_all_share(command: str, capsys: Capture) -> None:
    assert main([command, "--help"]) is None
    out = capsys.readouterr().out
    for option in ("--config", "--env", "--set", "--json", "--quiet"):
        assert f"\n  {option}" in out


@pytest.mark.parametrize("arguments", [[], ["config"]])
def test_no_command_at_all_prints_the_help_and_ends_with_exit_code_2(
    arguments: list[str], capsys: Capture
) -> None:
    assert ends(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Usage: lakelabel ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["config", "check", "--confg", "x"], ["No such option", "--confg", "--config"]),
        (["tarin"], ["No such command", "tarin"]),
        (["train", "--set"], ["Option '--set' requires an argument"]),
        (["train", "https://me:geheim@host"], ["unexpected extra argument", "https://***@host"]),
        (["quickstart", "--rows", "many"], ["--rows", "'many' is not a valid integer"]),
        (["evaluate", "--split", "dev"], ["--split", "'dev' is not one of 'train', 'validation', 'test'"]),
    ],
)
def test_wrong_usage_ends_with_exit_code_2_and_no_stack_trace(
    arguments: list[str], said: list[str], capsys: Capture
) -> None:
    assert ends(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    what, do = err.splitlines()
    assert what.startswith("lakelabel: ")
    assert [part for part in said if part not in what] == []  # the words between differ from click to click
    assert do == "  do:    see `lakelabel --help`, or `lakelabel COMMAND --help`"
    assert "geheim" not in err


def test_errors_end_as_they_should_with_a_click_that_lacks_the_exception_for_no_arguments(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delattr(click.exceptions, "NoArgsIsHelpError", raising=False)
    assert ends("tarin") == 2
    assert ends("train", "--config", "nowhere.yml") == 2
    assert capsys.readouterr().err.count("lakelabel: ") == 2


def test_the_console_script_ends_with_exit_code_2_and_no_stack_trace() -> None:
    run = subprocess.run(
        [SCRIPTS / "lakelabel", "config", "check", "--config", "nowhere.yml"], capture_output=True, text=True
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("lakelabel: The configuration file does not exist.\n  where: nowhere.yml\n")
    assert "Traceback" not in run.stderr


def test_the_entry_point_of_a_step_runs_it_with_the_arguments_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for entry in (cli.prepare, cli.train, cli.evaluate, cli.pipeline):
        monkeypatch.setattr(sys, "argv", ["lakelabel-step", "--config", "nowhere.yml"])
        with pytest.raises(SystemExit) as end:
            entry()
        assert end.value.code == 2
        assert "nowhere.yml" in capsys.readouterr().err


# how errors end


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (LakelabelError("It broke."), 1),
        (DownloadError("It broke."), 1),
        (TrackingError("It broke."), 1),
        (ConfigError("It broke."), 2),
        (SetupError("It broke."), 2),
        (SourceError("It broke."), 2),
        (TableError("It broke."), 2),
        (ContractError("It broke."), 3),
    ],
)
def test_an_error_ends_with_the_exit_code_of_its_class_and_its_message(
    error: LakelabelError, code: int, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(cli, "_run", raising(error))
    assert ends("train") == code
    assert capsys.readouterr() == ("", "lakelabel: It broke.\n")


def test_the_message_of_an_error_answers_the_questions_that_are_known() -> None:
    error = LakelabelError("It broke.", where="here", seen=0, valid="1", fix="mend it")
    assert str(error) == "It broke.\n  where: here\n  seen:  0\n  valid: 1\n  do:    mend it"
    assert error.what == "It broke."
    assert str(LakelabelError("It broke.", fix="mend it")) == "It broke.\n  do:    mend it"


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), click.exceptions.Abort()])
def test_a_stopped_command_ends_as_the_shell_expects(
    stop: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(cli, "_run", raising(stop))
    assert ends("train") == 130
    assert capsys.readouterr().err.strip() == "lakelabel: stopped"


def test_an_unexpected_error_keeps_its_stack_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_run", raising(ZeroDivisionError("a bug")))
    with pytest.raises(ZeroDivisionError, match="a bug"):
        main(["train"])


def test_the_stack_trace_of_an_error_is_there_for_who_asks_for_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cli, "_run", raising(error := SourceError("It broke.")))
    monkeypatch.setattr(logging.getLogger("lakelabel"), "propagate", True)
    with caplog.at_level(logging.DEBUG, "lakelabel"):
        ends("train")
    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[1] is error


def test_on_databricks_the_error_itself_is_raised_so_that_the_task_shows_it(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("DATABRICKS_RUNTIME_VERSION", "17.3")
    with pytest.raises(ConfigError, match="There is no configuration called 'nowhere'"):
        main(["train", "--config", "nowhere"])
    with pytest.raises(ConfigError, match="No such command"):
        main(["tarin"])
    monkeypatch.setattr(cli, "_run", raising(error := ContractError("Too many bad rows.")))
    with pytest.raises(ContractError) as raised:
        main(["prepare"])
    assert raised.value is error
    assert main(["config", "check"]) is None
    assert capsys.readouterr() == ("quickstart: fine (quickstart, 1 source)\n", "")


def raising(error: BaseException) -> Callable[..., None]:
    def run(*_: Any) -> None:
        raise error

    return run


# imports


@pytest.mark.parametrize("module", ["lakelabel", "lakelabel.cli", "lakelabel.config", "lakelabel.steps"])
def test_importing_is_silent_with_an_empty_environment(module: str) -> None:
    run = python("-W", "error", "-c", f"import {module}", env={})
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_the_package_runs_as_a_module() -> None:
    run = python("-m", "lakelabel.cli", "--version")
    assert (run.returncode, run.stdout) == (0, f"lakelabel, version {lakelabel.__version__}\n")


def python(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=os.environ if env is None else env
    )
