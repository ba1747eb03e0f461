interface At {
  value: number
  iteration: number
}

/** The summary of the values of one metric and variant. It is updated in place, because a batch may hold a million values. */
export interface Summary {
  /** The value with the latest timestamp. */
  value: number
  iteration: number
  timestamp: number
  min: At
  max: At
  /** The value at the lowest iteration. */
  first: At
  sum: number
  count: number
}

export function summarize(value: number, iteration: number, timestamp: number): Summary {
  const at = (): At => ({ value, iteration })
  return { value, iteration, timestamp, min: at(), max: at(), first: at(), sum: value, count: 1 }
}

/** Adds a value to a summary. Of equal values, the earlier one stays minimum, maximum and first, and the later one becomes the latest. */
export function include(summary: Summary, value: number, iteration: number, timestamp: number): void {
  if (timestamp >= summary.timestamp) {
    summary.timestamp = timestamp
    summary.value = value
    summary.iteration = iteration
  }
  if (value < summary.min.value) setTo(summary.min, value, iteration)
  if (value > summary.max.value) setTo(summary.max, value, iteration)
  if (iteration < summary.first.iteration) setTo(summary.first, value, iteration)
  summary.sum += value
  summary.count += 1
}

function setTo(at: At, value: number, iteration: number): void {
  at.value = value
  at.iteration = iteration
}
