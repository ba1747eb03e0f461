import { useEffect, useMemo, useRef, useState } from 'react'
import { idOf, type Shown, type ShownSteps } from './fold/folded-step.ts'
import type { LayoutAnswer, LayoutRequest } from './layout-worker.ts'
import { type Placement, placeSteps } from './place-steps.ts'
import { inOrderOf, shapeOf, stepsIn } from './shape.ts'

/** A graph of more steps is laid out in a worker, because the page would take no input meanwhile. */
const mostAtOnce = 2000

export interface PlacedSteps {
  readonly placement: Placement
  /** What the boxes at the indexes of the placement show. */
  readonly steps: readonly (Shown | undefined)[]
  /** The open groups, with the indexes of their boxes. */
  readonly open: ShownSteps['graph']['open']
}

/** The places of boxes; undefined until a large graph has been laid out for the first time. A graph that has grown is shown as it was until its new places are there. */
export function usePlacement({ graph, shown: steps }: ShownSteps): PlacedSteps | undefined {
  const { nodes, open } = graph
  const shape = useMemo(() => shapeOf(nodes), [nodes])
  const isLarge = nodes.length > mostAtOnce
  const here = useMemo(() => (isLarge ? undefined : placeSteps(stepsIn(shape))), [isLarge, shape])
  const there = useLayoutOf(isLarge ? shape : undefined)
  const isBehind = there !== undefined && there.shape !== shape
  const ordered = useMemo(() => (isBehind ? inOrderOf(there.shape, steps, idOf) : steps), [isBehind, there, steps])
  return useMemo(() => {
    if (here !== undefined) return { placement: here, steps, open }
    // The indexes are those of the graph as it is now.
    return there === undefined ? undefined : { placement: there.placement, steps: ordered, open: isBehind ? [] : open }
  }, [here, there, steps, ordered, open, isBehind])
}

interface Laid {
  readonly shape: string
  readonly placement: Placement
}

/** The last layout that a worker has made of a graph. The worker lays out one graph at a time, and of those that came meanwhile the last. */
function useLayoutOf(shape: string | undefined): Laid | undefined {
  const [laid, setLaid] = useState<Laid>()
  const isWanted = shape !== undefined
  const layouts = useRef<Layouts>(undefined)
  useEffect(() => {
    if (!isWanted) return undefined
    const made = new Layouts(setLaid)
    layouts.current = made
    return () => made.end()
  }, [isWanted])
  useEffect(() => {
    if (shape !== undefined) layouts.current?.ask(shape)
  }, [shape])
  return isWanted ? laid : undefined
}

/** A worker that lays out graphs. */
class Layouts {
  readonly #worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
  #isBusy = false
  #next: string | undefined

  constructor(onLaid: (laid: Laid) => void) {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<LayoutAnswer>) => {
      onLaid(data)
      this.#isBusy = false
      if (this.#next !== undefined) this.ask(this.#next)
    })
  }

  ask(shape: string): void {
    if (this.#isBusy) this.#next = shape
    else {
      this.#isBusy = true
      this.#next = undefined
      this.#worker.postMessage({ shape } satisfies LayoutRequest)
    }
  }

  end(): void {
    this.#worker.terminate()
  }
}
