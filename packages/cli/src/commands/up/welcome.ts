import { shellWord } from '@clearway/contract/shell-word'
import { join } from 'node:path'
import type { Settings } from '@clearway/server'
import { readSettings } from '@clearway/server'
import { minutesOf } from '../web/login-link.ts'
import type { Look } from '../../look.ts'
import { facts } from '../../show/facts.ts'

export interface WelcomeOptions {
  readonly url: string
  readonly settings: Settings
  readonly runsSteps: boolean
  /** Whether commands without flags find another server: by the environment, or by a profile. */
  readonly isHidden: boolean
  /** The link that logs a browser in, and for how many seconds it is valid; absent where others could read what is printed. */
  readonly login: { readonly link: string; readonly expiresIn: number } | undefined
}

/** The addresses and folders, and the commands to type next. */
export function welcome({ url, settings: { data, database }, runsSteps, isHidden, login }: WelcomeOptions, look: Look): string {
  const elsewhere = data === readSettings({}).data && !isHidden ? '' : ` --data ${shellWord(data)}`
  const addresses = facts(look, [
    ['Address', look.paint('cyan', url)],
    ['Keys', join(data, 'connection.json')],
    ['Data', database === '' ? data : `${data}, and a PostgreSQL database`],
  ])
  const next = facts(look, [
    [
      'In a browser',
      login === undefined ? `a link of ${look.typed(`clearway web${elsewhere}`)}, which logs you in` : look.paint('cyan', login.link),
    ],
    ...(login === undefined
      ? []
      : [
          [
            '',
            look.paint('dim', `once, in the next ${minutesOf(login.expiresIn)}; ${look.typed(`clearway web${elsewhere}`)} prints another`),
          ] as const,
        ]),
    ['See what runs', look.typed(`clearway pipeline show --follow${elsewhere}`)],
    ['See its workers', look.typed(`clearway worker list${elsewhere}`)],
    ...(runsSteps ? [] : [['Run steps', look.typed(`clearway agent --queue default${elsewhere}`)] as const]),
    ['From Python', `eval "$(${look.typed(`clearway env${elsewhere}`)})"`],
  ])
  return `\n${indented(addresses)}\n\n${indented(next)}\n\n  ${look.paint('dim', 'Ctrl-C ends everything.')}\n`
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
