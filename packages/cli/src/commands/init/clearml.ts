import { randomUUID } from 'node:crypto'
import { access, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { command, Printed } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { flag, text } from '../../option.ts'
import { webAddress } from '../env/web-address.ts'
import { clearmlConf } from './clearml-conf.ts'

export const clearml = command({
  summary: 'Write the clearml.conf by which ClearML’s Python packages find this server.',
  details:
    'Writes the addresses of this server and the key in use, readable by their owner alone, to the file that `clearml` and `clearml-agent` read. It asks before it overwrites a file. What --print prints can be pasted where `clearml-init` asks for it.',
  options: {
    file: text('The file. Default: CLEARML_CONFIG_FILE, else ~/clearml.conf.', 'FILE'),
    force: flag('Overwrite the file without asking.'),
    print: flag('Print it with the secret, and write nothing.'),
  },
  examples: ['', '--profile work --file work.conf', '--print'],
  async run({ file: given, force, print }, context) {
    const { url, filesUrl, credentials } = await context.connect()
    const { credentials: keys } = credentials
    if (keys === undefined)
      throw new CommandFailed(
        'There is no key pair, only a token. Set CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY, or log in with `clearway login URL`.',
      )
    const conf = clearmlConf({ api: url, web: webAddress(url), files: filesUrl }, keys)
    if (print && !context.json) {
      context.print(conf.trimEnd())
      return new Printed()
    }
    const addresses = { api: url, web: webAddress(url), files: filesUrl }
    if (print) return { conf, ...addresses }
    const file = resolve(given ?? (process.env['CLEARML_CONFIG_FILE'] || join(homedir(), 'clearml.conf')))
    if (!force) await confirmOverwriting(file, context)
    await writeOwn(file, conf)
    return { file, ...addresses }
  },
  show: (response, look) =>
    'file' in response
      ? `${look.paint('green', '✓')} ${response.file}: Python programs of this user now find ${response.api}.`
      : response.conf,
})

async function confirmOverwriting(
  file: string,
  context: { readonly ask: (question: string) => Promise<boolean | undefined> },
): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (!isThere) return
  const answer = await context.ask(`${file} is there already. Overwrite it?`)
  if (answer === true) return
  if (answer === false) throw new CommandFailed('Nothing was changed.', { code: 'not_confirmed' })
  throw new CommandFailed(`${file} is there already. Give --force to overwrite it, or another file by --file.`, { code: 'not_confirmed' })
}

/** Writes a file atomically, readable by its owner alone. */
async function writeOwn(file: string, content: string): Promise<void> {
  const written = `${file}.${randomUUID()}`
  try {
    await writeFile(written, content, { mode: 0o600, flag: 'wx', flush: true })
    await rename(written, file)
  } catch (error) {
    await rm(written, { force: true })
    throw new CommandFailed(
      `${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}). Name another file by --file.`,
      {
        cause: error,
      },
    )
  }
}
