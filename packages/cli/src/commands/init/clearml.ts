import { access } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { command, Printed } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { keyPairOf } from '../../key-pair.ts'
import { flag, text } from '../../option.ts'
import { writeOwnFile } from '../../write-own-file.ts'
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
    const connection = await context.connect()
    const { url, filesUrl } = connection
    const keys = keyPairOf(connection)
    const addresses = { api: url, web: webAddress(url), files: filesUrl }
    const conf = clearmlConf(addresses, keys)
    if (print && !context.json) {
      context.print(conf.trimEnd())
      return new Printed()
    }
    if (print) return { conf, ...addresses }
    const file = resolve(given ?? (process.env['CLEARML_CONFIG_FILE'] || join(homedir(), 'clearml.conf')))
    if (!force) await confirmOverwriting(file, context)
    await write(file, conf)
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

async function write(file: string, content: string): Promise<void> {
  try {
    await writeOwnFile(file, content)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new CommandFailed(`${file} cannot be written (${code}). Name another file by --file.`, { cause: error })
  }
}
