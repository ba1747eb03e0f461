/** Smooths a curve by an exponential mean with its start corrected: 0 leaves it, near 1 flattens it. Gaps stay gaps. */
export function smooth(y: readonly (number | null)[], weight: number): readonly (number | null)[] {
  if (weight <= 0) return y
  let [sum, mass] = [0, 0]
  return y.map((value) => {
    if (value === null) return null
    sum = weight * sum + (1 - weight) * value
    mass = weight * mass + (1 - weight)
    return sum / mass
  })
}
