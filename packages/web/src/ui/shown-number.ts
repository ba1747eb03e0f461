/** A number in few characters: five significant digits, small and large ones with a power of ten. */
export function shownNumber(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value)
  const size = Math.abs(value)
  return size >= 1e-4 && size < 1e7 ? String(Number(value.toPrecision(5))) : value.toExponential(3)
}
