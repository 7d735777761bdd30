"""Steps as the command line runs them, with no session: what they are given, and what is said at the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from config_folder import load

from lakelabel import steps
from lakelabel.cli import main
from lakelabel.commands import run_step
from lakelabel.commands.summary import summary
from lakelabel.results import (
    DataProfile,
    EvaluateResult,
    Lengths,
    Metrics,
    PipelineResult,
    PrepareResult,
    TrainResult,
    to_json,
)

pytestmark = pytest.mark.usefixtures("folder")

Capture = pytest.CaptureFixture[str]

LENGTHS = Lengths(shortest=1, mean=2.5, longest=4, histogram={0: 1200})
PROFILE = DataProfile(
    rows=1210,
    kept=1200,
    refused={"null_text": 7, "repeat": 3},
    sources={"a.csv": 1210},
    classes={"ham": 1000, "spam": 200},
    splits={"train": {"ham": 900, "spam": 180}, "test": {"ham": 100, "spam": 20}},
    lengths=LENGTHS,
    top_tokens={"the": 9},
)
PREPARED = PrepareResult(corpus="/lake/corpus", version=3, inserted=1200, updated=0, profile=PROFILE)
METRICS = Metrics(
    rows=1200,
    accuracy=0.91234,
    macro_f1=0.9,
    weighted_f1=0.9,
    macro_precision=0.9,
    macro_recall=0.9,
    weighted_precision=0.9,
    weighted_recall=0.91234,
    log_loss=0.25,
    auc=None,
    pr_auc=None,
    classes={},
    confusion={},
)
TRAINED = TrainResult(
    run_id="r1",
    model_name="demo",
    model_version=7,
    alias="challenger",
    corpus="/lake/corpus",
    corpus_version=3,
    fingerprint="f",
    rows=1080,
    iterations=12,
    validation=None,
)
EVALUATED = EvaluateResult("demo", 7, "r1", "/lake/corpus", 3, "test", METRICS)


def test_the_summary_of_prepare_counts_rows() -> None:
    assert summary(PREPARED, load()) == (
        "corpus    /lake/corpus, version 3\n"
        "merged    1,200 new, 0 changed\n"
        "rows      1,210 read, 1,200 kept (1,080 train, 120 test), 2 classes\n"
        "refused   7 null_text, 3 repeat"
    )


def test_the_summary_of_train_names_the_model_and_its_metrics_where_there_are_some() -> None:
    lines = [
        "model     demo version 7 (alias challenger)",
        "run       r1",
        "trained   on 1,080 rows, 12 iterations",
    ]
    assert summary(TRAINED, load()).splitlines() == lines
    validated = TrainResult(**{**vars(TRAINED), "validation": METRICS})
    assert summary(validated, load()).splitlines() == [
        *lines,
        "valid.    accuracy 0.9123, macro F1 0.9000, log loss 0.2500 on 1,200 rows",
    ]


def test_the_summary_of_evaluate_has_the_area_under_the_curve_of_two_classes() -> None:
    assert summary(EVALUATED, load()) == (
        "test      accuracy 0.9123, macro F1 0.9000, log loss 0.2500 on 1,200 rows"
    )
    two = EvaluateResult(**{**vars(EVALUATED), "metrics": Metrics(**{**vars(METRICS), "auc": 0.98765})})
    assert summary(two, load()).endswith("log loss 0.2500, AUC 0.9877 on 1,200 rows")


def test_the_summary_of_a_pipeline_is_that_of_its_steps_and_where_to_look() -> None:
    settings = load("mlflow.tracking_uri=https://me:geheim@host")
    whole = summary(PipelineResult(PREPARED, TRAINED, EVALUATED), settings)
    parts = [summary(part, settings) for part in (PREPARED, TRAINED, EVALUATED)]
    assert whole == "\n".join([*parts, "look      open https://***@host"])


def test_nothing_refused_is_said_in_a_word() -> None:
    clean = PrepareResult(**{**vars(PREPARED), "profile": DataProfile(**{**vars(PROFILE), "refused": {}})})
    assert summary(clean, load()).endswith("\nrefused   none")


def test_a_result_is_one_line_of_json_with_everything_in_it() -> None:
    line = to_json(PipelineResult(PREPARED, TRAINED, EVALUATED))
    assert "\n" not in line
    whole = json.loads(line)
    assert list(whole) == ["prepare", "train", "evaluate"]
    assert whole["prepare"]["profile"]["splits"]["train"] == {"ham": 900, "spam": 180}
    assert whole["train"]["validation"] is None
    assert whole["evaluate"]["metrics"]["log_loss"] == 0.25


def test_the_scalars_of_metrics_are_the_numbers_that_there_are() -> None:
    assert METRICS.scalars() == {
        "rows": 1200.0,
        "accuracy": 0.91234,
        "macro_f1": 0.9,
        "weighted_f1": 0.9,
        "macro_precision": 0.9,
        "macro_recall": 0.9,
        "weighted_precision": 0.9,
        "weighted_recall": 0.91234,
        "log_loss": 0.25,
    }


# running a step


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Steps that only note how they were called, and no session."""
    calls: list[tuple[Any, ...]] = []

    def function(name: str) -> Callable[..., Any]:
        def step(spark: Any, settings: Any, **arguments: Any) -> EvaluateResult:
            calls.append((name, spark, settings.name, arguments))
            return EVALUATED

        return step

    monkeypatch.setattr(steps, "function", function)
    monkeypatch.setattr(run_step, "get_session", lambda spark, app_name: (spark.master, app_name))
    monkeypatch.setattr(run_step, "configure_logging", lambda quiet: calls.append(("quiet", quiet)))
    return calls


def test_a_step_is_run_with_session_and_settings_and_summed_up(ran: list[Any], capsys: Capture) -> None:
    arguments = ["--config", "sms_spam", "--set", "spark.master=local[2]", "--split", "train"]
    assert main(["evaluate", *arguments]) is None
    assert ran == [
        ("quiet", False),
        (
            "evaluate",
            ("local[2]", "lakelabel evaluate sms_spam"),
            "sms_spam",
            {"model_version": "challenger", "split": "train"},
        ),
    ]
    assert capsys.readouterr().out == summary(EVALUATED, load()) + "\n"


def test_json_is_the_only_thing_on_standard_output_and_quiet_reaches_the_log(
    ran: list[Any], capsys: Capture
) -> None:
    assert main(["train", "--json", "--quiet"]) is None
    assert [call[0] for call in ran] == ["quiet", "train"]
    assert ran[0] == ("quiet", True)
    assert capsys.readouterr().out == to_json(EVALUATED) + "\n"


@pytest.mark.parametrize("name", steps.NAMES)
def test_every_command_runs_the_step_of_its_name(name: str, ran: list[Any]) -> None:
    main([name])
    assert ran[1][0] == name
