import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'

/** A command with the button that copies it. */
export function Command({ text }: { readonly text: string }) {
  const clipboard = useClipboard()
  return (
    <span className="command">
      <code>{text}</code>
      <Button size="compact-xs" variant="default" onClick={() => clipboard.copy(text)}>
        {clipboard.copied ? 'Copied' : 'Copy'}
      </Button>
    </span>
  )
}
