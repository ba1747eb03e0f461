import { useTextAt } from './clock.ts'
import { inOf } from './duration.ts'

/** A time to come, and in how long it is. */
export function Until({ at }: { readonly at: string }) {
  const text = useTextAt((now) => inOf(Date.parse(at) - now))
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {text}
    </time>
  )
}
