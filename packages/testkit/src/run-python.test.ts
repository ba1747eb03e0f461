import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { processesMarked } from './processes.ts'
import { pinnedClients } from './python.ts'
import { runPython } from './run-python.ts'

const server = { url: 'http://127.0.0.1:1', accessKey: 'key', secretKey: 'secret' }

/** Prints how it was started, and leaves a process behind that holds its output open. */
const reporting = `
import json, os, subprocess, sys
from importlib.metadata import version
print(json.dumps({"env": dict(os.environ), "argv": sys.argv[1:], "cwd": os.getcwd(), "clearml": version("clearml"), "agent": version("clearml-agent")}))
print("and an error", file=sys.stderr, flush=True)
if "stay" in sys.argv:
    subprocess.run(["sleep", "60"])
sys.exit(3)
`

async function programFile(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-program-'))
  const path = join(folder, 'reporting.py')
  await writeFile(path, text)
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

test('a program runs with the pinned clients, its server’s address and nothing of the user’s own', { timeout: 300_000 }, async () => {
  await using program = await programFile(reporting)
  const run = await runPython(program.path, ['a b'], { server, env: { EXTRA: 'yes' } })
  expect(run).toMatchObject({ exitCode: 3, cut: false })
  expect(run.output).toContain('and an error')
  const { env, argv, cwd, clearml, agent } = JSON.parse(run.stdout) as {
    env: Record<string, string>
    argv: string[]
    cwd: string
    clearml: string
    agent: string
  }
  expect({ clearml, 'clearml-agent': agent }).toEqual(pinnedClients)
  expect(argv).toEqual(['a b'])
  expect(env).toMatchObject({
    CLEARML_API_HOST: server.url,
    CLEARML_FILES_HOST: `${server.url}/files`,
    CLEARML_API_ACCESS_KEY: 'key',
    EXTRA: 'yes',
  })
  expect(env['HOME']?.startsWith(cwd)).toBe(true)
  expect(env['CLEARML_CONFIG_FILE']?.startsWith(cwd)).toBe(true)
  expect(Object.keys(env)).not.toContain('VITEST')
})

test('a program is killed at its deadline, with its descendants', { timeout: 300_000 }, async () => {
  await using program = await programFile(reporting)
  const run = await runPython(program.path, ['stay'], { server, env: { STAYING: 'yes, here' }, milliseconds: 3000 })
  expect(run.cut).toBe(true)
  expect(await processesMarked('STAYING', 'yes, here')).toEqual([])
})
