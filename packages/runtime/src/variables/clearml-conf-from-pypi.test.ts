import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { writeClearmlConf } from './clearml-conf.ts'
import { identity } from './identity.fixture.ts'

test('the generated configuration is read by a real HOCON reader, private to its user, and wins over the user’s own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-conf-'))
  try {
    const base = 'api { api_server: "http://other", credentials { access_key: "old" } }\nsdk { aws { s3 { region: "eu" } } }'
    const file = writeClearmlConf(folder, { ...identity, base })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await execa('python3', ['-m', 'pip', 'install', '--quiet', '--target', join(folder, 'py'), 'pyhocon'])
    const code = 'import json, sys, pyhocon; print(json.dumps(pyhocon.ConfigFactory.parse_file(sys.argv[1])))'
    const { stdout } = await execa('python3', ['-c', code, file], { env: { PYTHONPATH: join(folder, 'py') } })
    expect(JSON.parse(stdout)).toEqual({
      api: {
        api_server: 'http://h:8008',
        web_server: 'http://h:8080',
        files_server: 'http://h:8081',
        credentials: { access_key: 'AK', secret_key: 'S"K\\' },
      },
      sdk: { aws: { s3: { region: 'eu' } }, development: { report_use_subprocess: false } },
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)
