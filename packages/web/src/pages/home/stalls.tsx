import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { waitingQuery } from '../../api/queries.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { Afterword } from '../../why/afterword.tsx'
import { type CureDone, Cures } from '../../why/cures.tsx'
import { Ring } from '../../why/why-card.tsx'
import type { WaitingTasks } from './waiting.tsx'

type Stall = WaitingTasks['stalls'][number] & {
  /** A task that is in it. */
  readonly stuck: WaitingTasks['tasks'][number] | undefined
}

/** All stalls, each with a task that is in it. */
export function stallsOf({ stalls, tasks }: WaitingTasks): readonly Stall[] {
  return stalls.map((stall, index) => ({ ...stall, stuck: tasks.find(({ wait }) => wait.stall === index) }))
}

interface Props {
  readonly stalls: readonly Stall[]
  readonly isGone: (stall: Stall) => boolean
  /** Called when a cure has been carried out. */
  readonly onCured: () => void
}

/** Each stall with its ring and what ends it. */
export function Stalls({ stalls, isGone, onCured }: Props) {
  const { dataUpdatedAt: readAt } = useQuery(waitingQuery)
  const [done, setDone] = useState<CureDone>()
  if (stalls.length === 0 && done === undefined) return null
  return (
    <section aria-label="Stalls">
      {done === undefined ? null : <Afterword done={done} isOfOther />}
      {stalls.map((stall) => (
        <div key={stall.text} className="stall" inert={isGone(stall)}>
          <p>
            <StateMark state="stalled" /> {stall.text}
          </p>
          <Ring cycle={stall.cycle} />
          {stall.stuck === undefined ? null : (
            <Cures
              task={stall.stuck.id}
              cures={stall.stuck.wait.cures}
              readAt={readAt}
              onDone={(carriedOut) => {
                setDone(carriedOut)
                onCured()
              }}
            />
          )}
        </div>
      ))}
    </section>
  )
}
