import { Matrix } from 'ml-matrix'

/** How well a classifier does on some flowers. */
export interface Score {
  /** Mean cross-entropy. */
  readonly loss: number
  readonly accuracy: number
}

/** Softmax regression: a weight for each measure and class, and a bias for each class. */
export class SoftmaxClassifier {
  readonly #weights: Matrix

  /** A row for each measure and a last one for the bias, a column for each class. */
  constructor(weights: Matrix) {
    this.#weights = weights
  }

  static untrained(measures: number, classes: number): SoftmaxClassifier {
    return new SoftmaxClassifier(Matrix.zeros(measures + 1, classes))
  }

  get weights(): number[][] {
    return this.#weights.to2DArray()
  }

  /** The classifier after one step of gradient descent over all rows, the weights held small by `decay`. */
  step(rows: readonly (readonly number[])[], classes: readonly number[], rate: number, decay: number): SoftmaxClassifier {
    const inputs = withBias(rows)
    const error = probabilities(inputs, this.#weights)
    for (const [row, kind] of classes.entries()) error.set(row, kind, error.get(row, kind) - 1)
    const gradient = inputs.transpose().mmul(error).div(rows.length).add(Matrix.mul(this.#weights, decay))
    return new SoftmaxClassifier(Matrix.sub(this.#weights, gradient.mul(rate)))
  }

  predict(rows: readonly (readonly number[])[]): number[] {
    return probabilities(withBias(rows), this.#weights)
      .to2DArray()
      .map((row) => row.indexOf(Math.max(...row)))
  }

  score(rows: readonly (readonly number[])[], classes: readonly number[]): Score {
    const chances = probabilities(withBias(rows), this.#weights)
    const loss = classes.reduce((sum, kind, row) => sum - Math.log(Math.max(chances.get(row, kind), 1e-12)), 0) / classes.length
    const predicted = this.predict(rows)
    return { loss, accuracy: classes.filter((kind, row) => predicted[row] === kind).length / classes.length }
  }
}

/** How often each class (rows) was taken for each (columns). */
export function confusionMatrix(actual: readonly number[], predicted: readonly number[], classes: number): number[][] {
  const counts = Matrix.zeros(classes, classes)
  for (const [index, kind] of actual.entries()) {
    const taken = predicted[index] ?? 0
    counts.set(kind, taken, counts.get(kind, taken) + 1)
  }
  return counts.to2DArray()
}

function withBias(rows: readonly (readonly number[])[]): Matrix {
  return new Matrix(rows.map((row) => [...row, 1]))
}

function probabilities(inputs: Matrix, weights: Matrix): Matrix {
  const scores = inputs.mmul(weights)
  // The largest score is taken off first, so that no exponential overflows.
  const powers = scores.subColumnVector(scores.max('row')).exp()
  return powers.divColumnVector(powers.sum('row'))
}
