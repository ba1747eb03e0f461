import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import type { Snippet } from './snippets.ts'

/** A text to type, with the button that copies it. */
export function ShownSnippet({ snippet: { title, says, text } }: { readonly snippet: Snippet }) {
  const clipboard = useClipboard()
  return (
    <div className="snippet">
      <h2>{title}</h2>
      {says === '' ? null : <p className="muted">{says}</p>}
      <pre className="code">{text}</pre>
      <div className="snippet-copy">
        <Button size="compact-xs" variant="default" aria-label={`Copy: ${title}`} onClick={() => clipboard.copy(text)}>
          {clipboard.copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
    </div>
  )
}
