import { basename } from 'node:path'
import { command } from '../../command.ts'
import { keyPairOf } from '../../key-pair.ts'
import { choice } from '../../option.ts'
import { exportLines, shells } from './export-lines.ts'
import { webAddress } from './web-address.ts'

export const env = command({
  details:
    'Prints the variables by which Python programs (`clearml`, `clearml-agent`) and Clearway’s own find the server and its keys, for the shell to run. They hold a secret: let the shell read them, and print them nowhere.',
  options: { shell: choice('The shell’s syntax. Default: that of SHELL.', shells) },
  examples: ['--shell bash', '--shell fish', '--profile work'],
  async run({ shell = ownShell() }, context) {
    const connection = await context.connect()
    const { url, filesUrl } = connection
    const keys = keyPairOf(connection)
    const variables = {
      CLEARML_API_HOST: url,
      CLEARML_WEB_HOST: webAddress(url),
      CLEARML_FILES_HOST: filesUrl,
      CLEARML_API_ACCESS_KEY: keys.accessKey,
      CLEARML_API_SECRET_KEY: keys.secretKey,
    }
    return { shell, variables }
  },
  show: ({ shell, variables }) => exportLines(shell, variables),
})

function ownShell(): (typeof shells)[number] {
  const name = basename(process.env['SHELL'] ?? (process.platform === 'win32' ? 'powershell' : 'bash'))
  return shells.find((shell) => shell === name) ?? 'bash'
}
