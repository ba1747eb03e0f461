import { useTextAt } from './clock.ts'
import { agoOf } from './duration.ts'

export function Ago({ at }: { readonly at: string | undefined }) {
  const text = useTextAt((now) => (at === undefined ? '' : agoOf(now - Date.parse(at))))
  return at === undefined ? null : (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {text}
    </time>
  )
}
