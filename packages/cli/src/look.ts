import { styleText } from 'node:util'
import { asTyped } from './typed-command.ts'

export type Style = Parameters<typeof styleText>[0]

/** What a view needs to know of the terminal and of the time to format its output. */
export interface Look {
  /** Writes the commands in a hint as the user can type them. */
  readonly typed: (hint: string) => string
  readonly paint: (style: Style, text: string) => string
  /** In columns; infinite if the output is no terminal. */
  readonly width: number
  readonly rows: number
  readonly isTerminal: boolean
  /** In milliseconds. */
  readonly now: number
}

/** The look of a file: no colours and no limits. */
export function plainLook(now: number): Look {
  return {
    typed: (hint) => hint,
    paint: (_, text) => text,
    width: Number.POSITIVE_INFINITY,
    rows: Number.POSITIVE_INFINITY,
    isTerminal: false,
    now,
  }
}

/** The look of a stream. */
export function lookOf(
  stream: NodeJS.WriteStream,
  wantsColour: boolean,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Look {
  const isTerminal = stream.isTTY
  const paints = wantsColour && hasColours(stream, env)
  return {
    typed: (hint) => asTyped(hint, env),
    paint: paints ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text,
    get width() {
      return isTerminal ? stream.columns : Number.POSITIVE_INFINITY
    },
    get rows() {
      return isTerminal ? stream.rows : Number.POSITIVE_INFINITY
    },
    isTerminal,
    get now() {
      return Date.now()
    },
  }
}

function hasColours(stream: NodeJS.WriteStream, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return stream.isTTY && stream.hasColors()
}
