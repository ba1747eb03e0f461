import { Button } from '@mantine/core'
import { useState } from 'react'

/** More characters are shown at a click only, because a browser takes seconds to lay out a text of a megabyte. */
const most = 5000

/** A text of any length. */
export function LongText({ text }: { readonly text: string }) {
  const [isWhole, setWhole] = useState(false)
  if (isWhole || text.length <= most) return text
  return (
    <>
      {text.slice(0, most)}…{' '}
      <Button size="compact-xs" variant="default" onClick={() => setWhole(true)}>
        Show {(text.length - most).toLocaleString('en')} more characters
      </Button>
    </>
  )
}
