import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'

/** Opens files until there are no more, watches a folder, and waits for a turn of the watch. */
const program = `
const { closeSync, openSync } = await import('node:fs')
const { FolderWatch } = await import(${JSON.stringify(join(import.meta.dirname, 'folder-watch.ts'))})
const open = []
try {
  for (;;) open.push(openSync('/dev/null'))
} catch (error) {
  console.log(error.code)
}
const watch = new FolderWatch('/', 20)
for (const file of open) closeSync(file)
await watch.next(AbortSignal.timeout(20_000))
watch[Symbol.dispose]()
console.log('polled')
`

test('a folder is polled where the system has no watch left', async () => {
  const node = [process.execPath, '--input-type=module', '--eval', program]
  const { stdout } = await execa('/bin/sh', ['-c', 'ulimit -n 64; exec "$@"', 'sh', ...node])
  expect(stdout.split('\n')).toEqual(['EMFILE', 'polled'])
})
