import { parse } from 'csv-parse/sync'

/** Flowers as numbers: their measures, and the number of each one's species. */
export interface Flowers {
  readonly measures: readonly (readonly number[])[]
  readonly species: readonly number[]
  /** The species by number. */
  readonly names: readonly string[]
  /** What is measured, in order. */
  readonly columns: readonly string[]
}

/** Reads a table with a column `species` and measures in all others. */
export function readFlowers(csv: string): Flowers {
  const rows: Readonly<Record<string, string>>[] = parse(csv, { columns: true, skip_empty_lines: true, trim: true })
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'species')
  const names = [...new Set(rows.map(({ species = '' }) => species))].sort()
  const measures = rows.map((row) => columns.map((column) => Number(row[column])))
  const bad = measures.findIndex((row) => row.length === 0 || row.some((value) => !Number.isFinite(value)))
  if (bad !== -1 || rows.length === 0)
    throw new Error(rows.length === 0 ? 'The table holds no flowers.' : `Flower ${bad + 1} lacks a measure.`)
  return { measures, species: rows.map(({ species = '' }) => names.indexOf(species)), names, columns }
}
