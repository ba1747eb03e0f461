import { lookOf } from './look.ts'
import { StateMark } from './state-mark.tsx'

/** A state as shape and word. */
export function StateWord({ state }: { readonly state: string | undefined }) {
  return (
    <span className="state-word">
      <StateMark state={state} />
      {lookOf(state).label}
    </span>
  )
}
