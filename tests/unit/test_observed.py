import numpy as np
from pyspark.ml.linalg import DenseMatrix

from lakelabel.model.fit import balanced_weights, partitions_for
from lakelabel.model.observed import widen_matrix


def test_coefficients_are_laid_back_into_their_columns() -> None:
    small = DenseMatrix(2, 3, [1.0, 4.0, 2.0, 0.0, 3.0, 6.0])  # column by column
    wide = widen_matrix(small, np.array([0, 2, 5]), 6)
    assert wide.toArray().tolist() == [[1.0, 0, 2.0, 0, 0, 3.0], [4.0, 0, 0, 0, 0, 6.0]]
    assert (wide.numRows, wide.numCols, len(wide.values)) == (2, 6, 5)


def test_balanced_weights_make_every_class_weigh_the_same() -> None:
    weights = balanced_weights([10, 30, 60])
    assert weights == [100 / 30, 100 / 90, 100 / 180]
    assert [w * n for w, n in zip(weights, [10, 30, 60], strict=True)] == [100 / 3] * 3


def test_small_texts_get_one_partition_and_large_ones_no_more_than_the_cores() -> None:
    assert [partitions_for(size << 20, 4) for size in (0, 1, 63, 64, 100, 10_000)] == [1, 1, 1, 2, 3, 4]
