import { flagOf } from '@clearway/contract/flag-of'
import { type SettingName, type Settings, type SettingSource, settingsTable, sourcesOf, variableOf } from '@clearway/server'
import type { Look } from '../../look.ts'
import { table } from '../../show/table.ts'
import { given, type SettingFlagValues } from './server-flags.ts'

/** One setting: its value, and where the value comes from. */
export interface ExplainedSetting {
  readonly name: string
  readonly flag: string
  readonly variable: string
  readonly value: unknown
  readonly default: unknown
  readonly source: SettingSource
  readonly help: string
}
export interface ExplainedSettings {
  readonly settings: readonly ExplainedSetting[]
  readonly users: readonly { readonly id: string; readonly name: string; readonly role: string }[]
}

/** Every setting with its value and source, without secrets. */
export function explainSettings(
  settings: Settings,
  flags: SettingFlagValues,
  environment: Readonly<Record<string, string | undefined>>,
): ExplainedSettings {
  const sources = sourcesOf({ flags: given(flags), environment, file: flags.config })
  return {
    settings: (Object.keys(settingsTable) as SettingName[]).map((name) => ({
      name,
      flag: flagOf(name),
      variable: variableOf(name),
      value: name === 'database' ? withoutPassword(settings.database) : settings[name],
      default: settingsTable[name].default,
      source: sources[name],
      help: settingsTable[name].help,
    })),
    users: settings.users.map(({ id, name, role }) => ({ id, name, role })),
  }
}

export function showConfig({ settings, users }: ExplainedSettings, look: Look): string {
  const shown = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value))
  const rows = table(
    look,
    [
      { head: 'SETTING', cell: ({ name, source }) => (source === 'default' ? name : look.paint('bold', name)) },
      { head: 'VALUE', cell: ({ value, source }) => (source === 'default' ? shown(value) : look.paint('cyan', shown(value))), least: 20 },
      { head: 'DEFAULT', cell: (setting) => look.paint('dim', shown(setting.default)), rank: 1 },
      {
        head: 'FROM',
        cell: ({ source, flag, variable }) =>
          source === 'flag' ? flag : source === 'environment' ? variable : look.paint(source === 'file' ? 'reset' : 'dim', source),
      },
      { head: 'WHAT IT DOES', cell: ({ help }) => help, rank: 2, least: 24 },
    ],
    settings,
  )
  const seeded = users.map(({ id, name, role }) => `${name} (${id}, ${role})`).join(', ')
  return users.length === 0 ? rows : `${rows}\n\nusers: ${seeded}`
}

function withoutPassword(database: string): string {
  return database.replace(/^(\w+:\/\/[^:@/]*):[^@/]*@/, '$1:********@')
}
