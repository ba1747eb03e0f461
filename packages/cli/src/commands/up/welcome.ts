import { join } from 'node:path'
import type { Settings } from '@clearway/server'
import { readSettings } from '@clearway/server'
import type { Look } from '../../look.ts'
import { facts } from '../../show/facts.ts'

export interface WelcomeOptions {
  readonly url: string
  readonly webUrl: string
  readonly settings: Settings
  readonly runsSteps: boolean
}

/** The addresses and folders, and the commands to type next. */
export function welcome({ url, webUrl, settings: { data, database }, runsSteps }: WelcomeOptions, look: Look): string {
  const elsewhere = data === readSettings({}).data ? '' : ` --data ${quoted(data)}`
  const places = facts(look, [
    ['Address', look.paint('cyan', url)],
    ['Keys', join(data, 'connection.json')],
    ['Data', database === '' ? data : `${data}, and a PostgreSQL database`],
  ])
  const next = facts(look, [
    ['See what runs', `clearway pipeline show --follow${elsewhere}`],
    ['See its workers', `clearway worker list${elsewhere}`],
    ...(runsSteps ? [] : [['Run steps', `clearway agent --queue default${elsewhere}`] as const]),
    ['From Python', `export CLEARML_API_HOST=${url} CLEARML_WEB_HOST=${webUrl} CLEARML_FILES_HOST=${url}/files`],
    ['', 'and the keys as CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY'],
  ])
  return `\n${indented(places)}\n\n${indented(next)}\n\n  ${look.paint('dim', 'Ctrl-C ends everything.')}\n`
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}

function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`
}
