import type { Placement } from './place-steps.ts'

type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'
export const isArrow = (key: string): key is Arrow => ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].includes(key)

/** The step to which an arrow key leads: along an edge to the left or right, the nearest one; within the column up or down. Undefined where none is. */
export function neighbour({ edges, columns, y }: Placement, step: number, arrow: Arrow): number | undefined {
  if (arrow === 'ArrowUp' || arrow === 'ArrowDown') {
    const column = columns.find((steps) => steps.includes(step)) ?? []
    return column[column.indexOf(step) + (arrow === 'ArrowDown' ? 1 : -1)]
  }
  const ends =
    arrow === 'ArrowLeft'
      ? edges.flatMap(({ from, to }) => (to === step ? [from] : []))
      : edges.flatMap(({ from, to }) => (from === step ? [to] : []))
  const away = (other: number): number => Math.abs((y[other] ?? 0) - (y[step] ?? 0))
  return ends.toSorted((a, b) => away(a) - away(b))[0]
}
