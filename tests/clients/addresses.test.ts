import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Task } from '@clearway/sdk'
import { database, isolatedEnvironment, pythonClients, runPython, startServer } from '@clearway/testkit'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { openTerminal } from '../../packages/cli/test/terminal.ts'

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

test(
  'what `clearway init clearml` prints is taken by clearml-init, and what it writes serves a program',
  { timeout: 180_000 },
  async () => {
    await using world = await startServer(database, { settings: { ...settings, host: '127.0.81.82' } })
    const { url, webUrl, connection } = world
    await using terminal = await openTerminal({
      CLEARWAY_URL: url,
      CLEARML_API_ACCESS_KEY: connection.accessKey,
      CLEARML_API_SECRET_KEY: connection.secretKey,
    })
    const printed = await terminal.run('init', 'clearml', '--print')
    expect(printed).toMatchObject({ code: 0, stderr: '' })
    const { bin } = await pythonClients()
    const made = join(terminal.folder, 'made.conf')
    const { exitCode, all } = await execa(join(bin, 'clearml-init'), ['--file', made], {
      input: printed.stdout,
      extendEnv: false,
      env: await isolatedEnvironment(terminal.folder, connection),
      reject: false,
      all: true,
    })
    expect(exitCode, all).toBe(0)
    expect(all).toContain('Credentials verified!')

    const file = join(terminal.folder, 'own.conf')
    const written = await terminal.run('init', 'clearml', '--file', file, '--json')
    const addresses = JSON.parse(written.stdout) as Readonly<Record<string, string>>
    expect(addresses).toEqual({ file, api: url, web: webUrl, files: `${url}/files` })
    for (const address of [url, webUrl]) expect((await fetch(`${address}/debug.ping`)).status).toBe(200)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const again = await terminal.run('init', 'clearml', '--file', file, '--json')
    expect([again.code, (JSON.parse(again.stderr) as { error: { code: string } }).error.code]).toEqual([1, 'not_confirmed'])
    expect((await terminal.run('init', 'clearml', '--file', file, '--force')).code).toBe(0)

    for (const config of [made, file]) {
      const nothing = {
        CLEARML_API_HOST: '',
        CLEARML_WEB_HOST: '',
        CLEARML_FILES_HOST: '',
        CLEARML_API_ACCESS_KEY: '',
        CLEARML_API_SECRET_KEY: '',
      }
      const run = await runPython(program, [], { server: connection, env: { ...nothing, CLEARML_CONFIG_FILE: config } })
      expect(run.exitCode, run.output).toBe(0)
      expect(run.stdout).toContain(`VALUE {'a': 1}`)
    }
  },
)
