import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Task } from '@clearway/sdk'
import { database, isolatedEnvironment, pythonClients, runPython, startServer } from '@clearway/testkit'
import { execa } from 'execa'
import { expect, test } from 'vitest'

const program = join(import.meta.dirname, 'programs', 'only_api_address.py')

// A loopback address of this test, so that ClearML's ports are free.
const settings = { host: '127.0.81.81', port: 8008 }

test('a program that is given only the API’s address stores files that can be read back', { timeout: 120_000 }, async () => {
  await using world = await startServer(database, { settings })
  const { exitCode, output, stdout } = await runPython(program, [], {
    server: world.connection,
    env: { CLEARML_WEB_HOST: '', CLEARML_FILES_HOST: '' },
  })
  expect(exitCode, output).toBe(0)
  const url = /^URL (\S+)$/m.exec(stdout)?.[1]
  expect(url).toMatch(/^http:\/\/127\.0\.81\.81:8081\/clients\/addresses\//)
  expect(stdout).toContain(`VALUE {'a': 1}`)

  const connection = { url: world.url, credentials: world.connection }
  const task = await Task.get({ projectName: 'clients/addresses', taskName: 'only the address of the API', connection })
  expect(await (await task.artifacts.get('numbers')).json()).toEqual({ a: 1 })
})

test('clearml-init takes the three addresses that the server has', { timeout: 120_000 }, async () => {
  await using world = await startServer(database, { settings: { ...settings, port: 0 } })
  const folder = await mkdtemp(join(tmpdir(), 'clearway-init-'))
  const { bin } = await pythonClients()
  const { url, webUrl, connection } = world
  const pasted = [
    `api {`,
    `  web_server: ${webUrl}`,
    `  api_server: ${url}`,
    `  files_server: ${url}/files`,
    `  credentials { "access_key" = "${connection.accessKey}"`,
    `    "secret_key" = "${connection.secretKey}" }`,
    `}`,
  ]
  const file = join(folder, 'made.conf')
  const { exitCode, all } = await execa(join(bin, 'clearml-init'), ['--file', file], {
    input: pasted.join('\n'),
    extendEnv: false,
    env: await isolatedEnvironment(folder, connection),
    reject: false,
    all: true,
  })
  expect(exitCode, all).toBe(0)
  expect(all).toContain('Credentials verified!')
  expect(await readFile(file, 'utf8')).toContain(`files_server: ${url}/files`)
  await rm(folder, { recursive: true, force: true })
})
