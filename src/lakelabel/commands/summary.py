"""What a person reads at the end of a step."""

from __future__ import annotations

from lakelabel.config import Settings
from lakelabel.results import EvaluateResult, Metrics, PipelineResult, PrepareResult, TrainResult
from lakelabel.tracking.connection import ui_command

Result = PrepareResult | TrainResult | EvaluateResult | PipelineResult


def summary(result: Result, settings: Settings) -> str:
    """Says in a few lines what a step did and where to look.

    Args:
        result: The step's result.
        settings: The configuration.
    """
    if isinstance(result, PipelineResult):
        parts = [summary(part, settings) for part in (result.prepare, result.train, result.evaluate)]
        return "\n".join([*parts, _lines(look=ui_command(settings.mlflow.tracking_uri))])
    if isinstance(result, PrepareResult):
        return _prepare(result)
    if isinstance(result, TrainResult):
        return _train(result)
    return _evaluate(result)


def _prepare(result: PrepareResult) -> str:
    profile = result.profile
    refused = ", ".join(f"{rows:,} {reason}" for reason, rows in profile.refused.items()) or "none"
    splits = ", ".join(f"{sum(labels.values()):,} {split}" for split, labels in profile.splits.items())
    return _lines(
        corpus=f"{result.corpus}, version {result.version}",
        merged=f"{result.inserted:,} new, {result.updated:,} changed",
        rows=f"{profile.rows:,} read, {profile.kept:,} kept ({splits}), {len(profile.classes)} classes",
        refused=refused,
    )


def _train(result: TrainResult) -> str:
    lines = {
        "model": f"{result.model_name} version {result.model_version} (alias {result.alias})",
        "run": result.run_id,
        "trained": f"on {result.rows:,} rows, {result.iterations} iterations",
    }
    if result.validation is not None:
        lines["valid."] = _metrics(result.validation)
    return _lines(**lines)


def _evaluate(result: EvaluateResult) -> str:
    return _lines(**{result.split: _metrics(result.metrics)})


def _lines(**values: str) -> str:
    return "\n".join(f"{name:<10}{value}" for name, value in values.items())


def _metrics(metrics: Metrics) -> str:
    numbers = {"accuracy": metrics.accuracy, "macro F1": metrics.macro_f1, "log loss": metrics.log_loss}
    if metrics.auc is not None:
        numbers["AUC"] = metrics.auc
    return ", ".join(f"{name} {value:.4f}" for name, value in numbers.items()) + f" on {metrics.rows:,} rows"
