import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { waitingQuery } from '../../api/queries.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { Afterword } from '../../why/afterword.tsx'
import { type CureDone, Cures } from '../../why/cures.tsx'
import { Ring } from '../../why/why-card.tsx'
import type { WaitingTasks } from './waiting.tsx'

/** Each stall with its ring and what ends it. */
export function Stalls({ waiting: { stalls, tasks } }: { readonly waiting: WaitingTasks }) {
  const { dataUpdatedAt: readAt } = useQuery(waitingQuery)
  const [done, setDone] = useState<CureDone>()
  if (stalls.length === 0 && done === undefined) return null
  return (
    <section aria-label="Stalls">
      {done === undefined ? null : <Afterword done={done} isOfOther />}
      {stalls.map(({ text, cycle }, index) => {
        const stuck = tasks.find(({ wait }) => wait.stall === index)
        return (
          <div key={text} className="stall">
            <p>
              <StateMark state="stalled" /> {text}
            </p>
            <Ring cycle={cycle} />
            {stuck === undefined ? null : <Cures task={stuck.id} cures={stuck.wait.cures} readAt={readAt} onDone={setDone} />}
          </div>
        )
      })}
    </section>
  )
}
