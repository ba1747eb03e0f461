import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

const program = `
import { registerHooks } from 'node:module'
registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) })
await import('@clearway/sdk')`

test('importing the package loads neither the code that runs steps nor the bundler', async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: import.meta.dirname })
  const loaded = stdout.trim().split('\n')
  expect(loaded.some((url) => url.endsWith('/sdk/src/task.ts'))).toBe(true)
  expect(loaded.filter((url) => /runtime\/src\/(?!logs\/)|node_modules\/(execa|esbuild)\//.test(url))).toEqual([])
})
