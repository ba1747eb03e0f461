/** A curve: its points in the order of x. A value that is no finite number is left out. */
export interface Curve {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

export interface ChartSize {
  /** In columns, with the numbers at the side. */
  readonly width: number
  /** In rows, without the line of x below. */
  readonly height: number
}

/** A chart of several curves. `paint` colours a character of the curve with this number. */
export function lineChart(
  curves: readonly Curve[],
  { width, height }: ChartSize,
  paint: (text: string, curve: number) => string,
): string[] {
  const points = curves.map(({ x, y }) => x.flatMap((at, index) => finite(at, y[index])))
  const all = points.flat()
  if (all.length === 0) return []
  const [left, right] = rangeOf(all.map(([x]) => x))
  const [low, high] = rangeOf(all.map(([, y]) => y))
  const [top, bottom] = [shortNumber(high), shortNumber(low)]
  const side = Math.max(top.length, bottom.length)
  const columns = Math.max(8, width - side - 2)
  const canvas = new Canvas(columns, height)
  const dotOf = ([x, y]: readonly [number, number]): readonly [number, number] => [
    scaled(x, left, right, canvas.dotsWide - 1),
    canvas.dotsHigh - 1 - scaled(y, low, high, canvas.dotsHigh - 1),
  ]
  for (const [curve, own] of points.entries()) {
    const dots = own.map(dotOf)
    for (const [index, dot] of dots.entries()) canvas.line(dots[index - 1] ?? dot, dot, curve)
  }
  const rows = canvas.rows(paint).map((row, index) => {
    const label = index === 0 ? top : index === height - 1 ? bottom : ''
    return `${label.padStart(side)} │${row}`
  })
  const [from, to] = [shortNumber(left), shortNumber(right)]
  return [...rows, `${' '.repeat(side)}  ${from}${to.padStart(Math.max(to.length + 1, columns - from.length))}`]
}

/** Draws dots; a character of Braille holds two columns and four rows of them. */
class Canvas {
  readonly dotsWide: number
  readonly dotsHigh: number
  readonly #columns: number
  readonly #cells: { dots: number; curve: number }[]

  constructor(columns: number, rows: number) {
    this.#columns = columns
    this.dotsWide = columns * 2
    this.dotsHigh = rows * 4
    this.#cells = Array.from({ length: columns * rows }, () => ({ dots: 0, curve: 0 }))
  }

  line([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number], curve: number): void {
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1)
    for (let at = 0; at <= steps; at += 1)
      this.#dot(Math.round(x0 + ((x1 - x0) * at) / steps), Math.round(y0 + ((y1 - y0) * at) / steps), curve)
  }

  rows(paint: (text: string, curve: number) => string): string[] {
    return Array.from({ length: this.dotsHigh / 4 }, (_, row) =>
      this.#cells
        .slice(row * this.#columns, (row + 1) * this.#columns)
        .map(({ dots, curve }) => (dots === 0 ? ' ' : paint(String.fromCodePoint(0x28_00 + dots), curve)))
        .join('')
        .trimEnd(),
    )
  }

  #dot(x: number, y: number, curve: number): void {
    const cell = this.#cells[Math.floor(y / 4) * this.#columns + Math.floor(x / 2)]
    if (cell === undefined) return
    cell.dots |= bits[y % 4]?.[x % 2] ?? 0
    cell.curve = curve
  }
}

/** The bit of each dot of a character, by row and column. */
const bits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const

/** A point, if both its numbers are finite. */
function finite(x: number, y: number | undefined): readonly (readonly [number, number])[] {
  return y !== undefined && Number.isFinite(x) && Number.isFinite(y) ? [[x, y]] : []
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)]
  return [low, high]
}

function scaled(value: number, low: number, high: number, most: number): number {
  if (high === low) return Math.round(most / 2)
  // The halves of the largest numbers are within the numbers that there are, their distance is not.
  if (!Number.isFinite(high - low)) return scaled(value / 2, low / 2, high / 2, most)
  return Math.round(((value - low) / (high - low)) * most)
}

export function shortNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value)
  return String(Number(value.toPrecision(4)))
}
