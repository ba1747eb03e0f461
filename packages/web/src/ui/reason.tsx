import { reasonParts } from './reason-parts.ts'

/** Why something failed or was ended; nothing if no reason is known. */
export function Reason({ text }: { readonly text: string }) {
  if (text === '') return null
  const { sentence, rest } = reasonParts(text)
  return (
    <div className="reason">
      <p>{sentence}</p>
      {rest === '' ? null : <pre className="muted">{rest}</pre>}
    </div>
  )
}
