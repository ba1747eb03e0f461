import { file, pipeline, step } from '@clearway/sdk'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A body that only lists steps; a file and bytes go from one to the next. */
const write = step('write', async ({ text }: { text: string }) => {
  const path = join(await mkdtemp(join(tmpdir(), 'clearway-example-')), 'text.txt')
  await writeFile(path, text)
  return { copy: file(path), bytes: new TextEncoder().encode(text), when: new Date(0) }
})
const read = step('read', async ({ from }: { from: Awaited<ReturnType<typeof write.fn>> }) => ({
  text: await from.copy.text(),
  isSame: Buffer.from(from.bytes).equals(Buffer.from(await from.copy.bytes())),
  when: from.when,
}))

export default pipeline('graph', { text: 'a ${text.id} of "its" own' }, ({ text }) => ({ read: read({ from: write({ text }) }) }))
