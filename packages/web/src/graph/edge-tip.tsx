import type { CSSProperties } from 'react'
import { drawnLine, pathOf } from './edge-line.ts'
import { edgeWords, parentWords } from './edge-words.ts'
import type { Edge, Placement } from './place-steps.ts'
import type { Tip } from './tip.ts'

interface MarksProps {
  readonly placement: Placement
  readonly edges: readonly Edge[]
  /** Whether it is one edge: the others of its bundle are marked with it. */
  readonly isAlone: boolean
}

/** The edges that are explained, drawn over the others. It lies in the layer of the boxes, which moves with the graph. */
export function EdgeMarks({ placement, edges, isAlone }: MarksProps) {
  return (
    <svg className="edge-marks" aria-hidden="true">
      {edges
        .flatMap((edge) => (isAlone ? allOf(placement, edge) : edge))
        .map((edge) => (
          <path
            key={`${edge.from} ${edge.to}`}
            d={pathOf(placement, edge, isAlone ? drawnLine(placement, edge) : undefined)}
            className={edge.taken.length === 0 ? 'after' : 'takes'}
          />
        ))}
    </svg>
  )
}

function allOf({ edges }: Placement, edge: Edge): readonly Edge[] {
  return edge.bundle === undefined ? [edge] : edges.filter(({ bundle, drawn }) => bundle === edge.bundle && drawn !== 'nothing')
}

interface TipProps {
  readonly id: string
  readonly tip: Tip
  /** The steps at the indexes of the placement. */
  readonly steps: readonly ({ readonly name: string } | undefined)[]
}

/** What is passed along the edge at the pointer, or along all edges to the step that has the focus. */
export function EdgeTip({ id, tip, steps }: TipProps) {
  const { edges, step } = tip
  const [edge] = edges
  const lines = step === undefined ? (edge === undefined ? [] : [edgeWords(steps, edge)]) : parentWords(steps, edges)
  return (
    <div id={id} role="tooltip" className="edge-tip" style={placeOf(tip)}>
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  )
}

/** In the right and lower parts of the frame it ends at its corner, so that it stays in the frame. */
function placeOf({ at: { x, y }, frame }: Tip): CSSProperties {
  return {
    ...(x > frame.width * 0.6 ? { right: Math.max(4, frame.width - x) } : { left: x }),
    ...(y > frame.height * 0.7 ? { bottom: frame.height - y + 24 } : { top: y }),
  }
}
