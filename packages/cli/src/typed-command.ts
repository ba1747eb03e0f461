import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Writes the commands in a hint as the user can type them: `npx clearway …` where there is no `clearway` on the PATH of the user’s shell. */
export function asTyped(hint: string, env: Environment = process.env): string {
  if (isOnPath(env['PATH'] ?? '')) return hint
  return hint.replaceAll(/(?<![\w/.-])(?<!npx )clearway (?=[a-z-])/g, 'npx clearway ')
}

/** Whether the user’s shell finds `clearway`. Folders that npm puts before the PATH of what it starts are not on the user’s own. */
function isOnPath(path: string): boolean {
  return path
    .split(delimiter)
    .some((folder) => folder !== '' && !/[\\/](node_modules[\\/]\.bin|node-gyp-bin)$/.test(folder) && hasCommand(folder))
}

function hasCommand(folder: string): boolean {
  try {
    accessSync(join(folder, 'clearway'), constants.X_OK)
    return true
  } catch {
    return false
  }
}
