import { flagOf } from '../packages/contract/src/flag-of.ts'
import { mkdir, writeFile } from 'node:fs/promises'
import { errors } from '@clearway/contract'
import { settingsTable, variableOf } from '../packages/server/src/settings.ts'
import { compatibilityPage } from './compatibility/compatibility-page.ts'
import { commandsPage } from './commands-page.ts'
import { page, table } from './reference-page.ts'
import { sdkPage } from './sdk-page.ts'
import { traitsFile, traitsModule } from './traits.ts'

/** The pages of `docs` that derive from tables, doc comments and tests in the code, by path: `npm run reference` writes them, a test compares them. */
export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  return {
    'compatibility.md': compatibilityPage(),
    'reference/commands.md': await commandsPage(),
    'reference/errors.md': errorsPage(),
    'reference/sdk.md': sdkPage(),
    'reference/settings.md': settingsPage(),
  }
}
export const docsFolder = new URL('../docs/', import.meta.url)

function errorsPage(): string {
  const rows = Object.entries(errors).map(([code, { status, subcode, title, cure }]) => [
    `\`${code}\``,
    `${status}/${subcode}`,
    title,
    cure,
  ])
  return page('Errors', [
    'Every refusal is an answer in the usual frame. `meta.result_code` repeats the HTTP status and `meta.result_subcode` is ClearML’s number; `meta.error_data.code` is the permanent name below, with the `cure` and what else is known: the `field` that is to blame, the id that was not found, the statuses that would be `allowed`.',
    table(['Code', 'Status', 'What it means', 'What to do'], rows),
  ])
}

function settingsPage(): string {
  const rows = Object.entries(settingsTable).map(([name, setting]) => [
    `\`${name}\``,
    `\`${flagOf(name)}\``,
    `\`${variableOf(name)}\``,
    kindOf(setting),
    defaultOf(setting.default),
    setting.help,
  ])
  return page('Settings', [
    'A flag wins over an environment variable, a variable over the file that `--config` names (JSON or YAML, with the names of the first column as keys). `clearway server --show-config` prints what is in force.',
    table(['Name', 'Flag', 'Variable', 'Value', 'Default', 'What it does'], rows),
    '## users\n\nIn the file only: a list of users that are made, or brought up to date, at each start. Who was in it and is no longer cannot log in any more. What it says of a user cannot be edited elsewhere; users whom administrators add (`clearway user create`, or the page Settings) are not touched.\n\n```yaml\nusers:\n  - { id: ada, name: Ada, role: user, password: … }\n  - { id: machines, name: Machines, role: worker, accessKey: …, secretKey: …, listed: false }\n```\n\n`role` is one of `root`, `system`, `admin`, `user`, `viewer`, `worker`. A key pair, a password, or both may be given. `listed: false`: may log in, and is in no list of users.',
  ])
}

type Setting = (typeof settingsTable)[keyof typeof settingsTable]

function kindOf(setting: Setting): string {
  switch (setting.type) {
    case 'text':
      return 'text'
    case 'flag':
      return 'true or false'
    case 'list':
      return 'a list; in a flag or variable with commas'
    case 'integer': {
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = setting
      return max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`
    }
  }
}

function defaultOf(value: Setting['default']): string {
  return value === '' || (Array.isArray(value) && value.length === 0) ? 'empty' : `\`${String(value)}\``
}

if (import.meta.main) {
  await mkdir(new URL('reference/', docsFolder), { recursive: true })
  for (const [name, text] of Object.entries(await referencePages())) await writeFile(new URL(name, docsFolder), text)
  await writeFile(traitsFile, traitsModule())
}
