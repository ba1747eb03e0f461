interface At {
  value: number
  iteration: number
}

/** What is left of the values of one metric and variant when only their bounds are kept. Grows in place: there may be a million. */
export interface Summary {
  /** The latest by time. */
  value: number
  iteration: number
  timestamp: number
  min: At
  max: At
  /** Of the lowest iteration. */
  first: At
  sum: number
  count: number
}

export function summarize(value: number, iteration: number, timestamp: number): Summary {
  const at = (): At => ({ value, iteration })
  return { value, iteration, timestamp, min: at(), max: at(), first: at(), sum: value, count: 1 }
}

/** Takes one more value in. Of two that are alike, the one before stays minimum, maximum and first, and the one after is the latest. */
export function include(summary: Summary, value: number, iteration: number, timestamp: number): void {
  if (timestamp >= summary.timestamp) {
    summary.timestamp = timestamp
    summary.value = value
    summary.iteration = iteration
  }
  if (value < summary.min.value) place(summary.min, value, iteration)
  if (value > summary.max.value) place(summary.max, value, iteration)
  if (iteration < summary.first.iteration) place(summary.first, value, iteration)
  summary.sum += value
  summary.count += 1
}

function place(at: At, value: number, iteration: number): void {
  at.value = value
  at.iteration = iteration
}
