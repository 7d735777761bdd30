"""The stages of the Spark ML pipeline and their parameters."""

from __future__ import annotations

import re
import warnings
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from lakelabel.config.section import Section

StopWordsLanguage = Literal[
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "hungarian",
    "italian",
    "norwegian",
    "portuguese",
    "russian",
    "spanish",
    "swedish",
    "turkish",
]

_FAULTS = (
    "bad escape (end of pattern)",
    "missing )",
    "nothing to repeat",
    "unbalanced parenthesis",
    "unterminated character set",
)


class Tokenizer(Section):
    """How a text becomes tokens."""

    kind: Literal["whitespace", "pattern"] = "whitespace"
    """whitespace: Spark's Tokenizer. pattern: RegexTokenizer, split where `pattern` matches."""
    pattern: str = r"\W+"
    """A Java regular expression for the gaps between tokens."""
    lowercase: bool = True
    """Whether upper and lower case are the same; always so with `kind: whitespace`."""

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # [a&&[^b]] means in Java what it will not mean in Python
                re.compile(pattern)
        except re.error as error:
            # Java knows more than Python, \p{L} for one: only what both refuse is refused here
            if error.msg.startswith(_FAULTS):
                raise ValueError(f"it is no regular expression: {error}") from None
        return pattern

    @model_validator(mode="after")
    def _lowercase(self) -> Self:
        if self.kind == "whitespace" and not self.lowercase:
            raise ValueError(
                r"Spark's Tokenizer lower-cases; `lowercase: false` needs {kind: pattern, pattern: '\s+'}"
            )
        return self


class Hashing(Section):
    """HashingTF."""

    num_features: int = Field(default=262_144, ge=2, le=1 << 26)
    """Length of the feature vector; a power of two spreads best."""
    binary: bool = False
    """Count each token of a text once."""


class Idf(Section):
    """IDF."""

    min_doc_freq: int = Field(default=1, ge=0)
    """Fewest documents that a feature must occur in to count."""


class LogisticRegression(Section):
    """LogisticRegression; binary or multinomial by the number of classes."""

    max_iter: int = Field(default=20, ge=1)
    """Most iterations of the optimiser."""
    reg_param: float = Field(default=0.001, ge=0)
    """Strength of the penalty on weights."""
    elastic_net: float = Field(default=0.0, ge=0, le=1)
    """0: L2 penalty, 1: L1."""
    tol: float = Field(default=1e-6, ge=0)
    """Relative improvement below which the optimiser stops."""
    standardization: bool = False
    """Spark's own default, true, hardly penalises rare tokens and costs points of accuracy on text."""


class Pipeline(Section):
    """Tokens, features and classifier."""

    tokenizer: Tokenizer = Tokenizer()
    stop_words: StopWordsLanguage | tuple[str, ...] | None = None
    """A language of StopWordsRemover, or a list of words."""
    ngrams: int = Field(default=1, ge=1, le=5)
    """2: single tokens and pairs together, and so on."""
    hashing: Hashing = Hashing()
    idf: Idf | None = None
    """Weigh features down that many documents have: {min_doc_freq: 1}; null: no weights."""
    normalize: Literal["l2"] | None = None
    """l2: give all feature vectors the same length."""
    logistic_regression: LogisticRegression = LogisticRegression()
    class_weights: Literal["balanced"] | None = None
    """balanced: rows of a class weigh rows / (classes · rows of the class)."""
