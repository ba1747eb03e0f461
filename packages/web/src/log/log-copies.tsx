import { ActionIcon } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import { plain } from './ansi.ts'

/** The buttons that copy and download a log, without its colours. */
export function LogCopies({ lines }: { readonly lines: readonly string[] }) {
  const clipboard = useClipboard()
  const text = (): string => `${lines.map(plain).join('\n')}\n`
  const download = (): void => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text()], { type: 'text/plain' }))
    link.download = 'log.txt'
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <>
      <ActionIcon size={24} variant="default" aria-label="Copy the log" data-tip="Copy the log" onClick={() => clipboard.copy(text())}>
        {clipboard.copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </ActionIcon>
      <ActionIcon size={24} variant="default" aria-label="Download the log" data-tip="Download the log" onClick={download}>
        <IconDownload size={14} />
      </ActionIcon>
    </>
  )
}
