import { readFileSync } from 'node:fs'

/** A file's text, without a turn of the event loop; `undefined` where there is none. */
export function textIn(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
