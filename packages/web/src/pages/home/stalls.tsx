import { StateMark } from '../../ui/state-mark.tsx'
import { Cures } from '../../why/cures.tsx'
import { Ring } from '../../why/why-card.tsx'
import type { WaitingTasks } from './waiting.tsx'

/** Each stall with its ring and what ends it. */
export function Stalls({ waiting: { stalls, tasks } }: { readonly waiting: WaitingTasks }) {
  if (stalls.length === 0) return null
  return (
    <section aria-label="Stalls">
      {stalls.map(({ text, cycle }, index) => {
        const stuck = tasks.find(({ wait }) => wait.stall === index)
        return (
          <div key={text} className="stall">
            <p>
              <StateMark state="stalled" /> {text}
            </p>
            <Ring cycle={cycle} />
            {stuck === undefined ? null : <Cures task={stuck.id} cures={stuck.wait.cures} />}
          </div>
        )
      })}
    </section>
  )
}
