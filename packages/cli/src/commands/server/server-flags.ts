import { flagOf } from '@clearway/contract/flag-of'
import { readSettings, SettingError, type SettingDefaults, type SettingName, type Settings, settingsTable } from '@clearway/server'
import { type Option, text } from '../../option.ts'
import { UsageError } from '../../usage-error.ts'

type SettingFlags = Readonly<Record<SettingName, Option<string | undefined>>>

/** A flag for each setting of the server, made from the table of settings. */
export const settingFlags: SettingFlags = Object.fromEntries(
  Object.entries(settingsTable).map(([name, setting]): [string, Option<string | undefined>] => [
    name,
    {
      ...text(setting.help, placeholderOf(name, setting.type)),
      form: setting.type === 'flag' ? 'optional' : 'value',
      ...(String(setting.default) === '' ? {} : { default: String(setting.default) }),
      // The setting's name in the file is a hidden alias.
      ...(flagOf(name) === `--${name}` ? {} : { alias: name }),
    },
  ]),
) as SettingFlags

export const configFlag = { config: text('Settings from a JSON or YAML file; flags and the environment win over it.', 'FILE') }

export type SettingFlagValues = Readonly<Partial<Record<SettingName, string | undefined>>> & { readonly config?: string | undefined }

/**
 * The defaults of a server whose tasks run on its own machine as its own user. Such a command prints what happens, so the server logs only problems. The
 * tasks could read the keys of that user anyway, so they may change what the user may, and programs that are written for ClearML run as they are.
 */
export const oneMachine: SettingDefaults = { logLevel: 'warn', taskRights: 'user' }

/** Reads the settings from the flags, the environment and the file. A wrong setting is an error of the command line. */
export function settingsFrom({ config, ...flags }: SettingFlagValues, defaults: SettingDefaults = {}): Settings {
  try {
    return readSettings({ flags: given(flags), environment: process.env, file: config, defaults })
  } catch (error) {
    if (error instanceof SettingError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}

/** The flags that are settings: a command has other flags too. */
export function given(flags: SettingFlagValues): Record<string, string> {
  return Object.fromEntries(
    Object.keys(settingsTable).flatMap((name) =>
      flags[name as SettingName] === undefined ? [] : [[name, flags[name as SettingName] as string]],
    ),
  )
}

function placeholderOf(name: string, type: (typeof settingsTable)[SettingName]['type']): string {
  if (name === 'data') return 'FOLDER'
  return { text: 'TEXT', integer: 'NUMBER', flag: 'true|false', list: 'A,B' }[type]
}
