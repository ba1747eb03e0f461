import { execa } from 'execa'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'

test('all folders of a process are deleted with it, without a warning, however many there are', async () => {
  const program = `import { folderOfProcess } from ${JSON.stringify(new URL('./temporary-folder.ts', import.meta.url).href)}
    for (let n = 0; n < 15; n += 1) console.log(await folderOfProcess())`
  const { stdout, stderr } = await execa(process.execPath, ['--input-type=module-typescript', '-e', program])
  const folders = stdout.split('\n')
  expect([new Set(folders).size, folders.filter((folder) => existsSync(folder)), stderr]).toEqual([15, [], ''])
})
