/** Reads a whole number and limits it to two bounds; any other text gives the usual number. */
export function numberBetween(least: number, most: number, usual: number): (text: string | undefined) => number {
  return (text) => {
    const given = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
    return Number.isFinite(given) ? Math.min(most, Math.max(least, Math.round(given))) : usual
  }
}
