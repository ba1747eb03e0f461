import type { Script } from '@clearway/contract'

/** The fields that name something: a repository, a revision, a file. A line break that was pasted with one would be taken for a part of it. */
const named = ['binary', 'repository', 'tag', 'branch', 'version_num', 'entry_point', 'working_dir'] as const satisfies (keyof Script)[]

/** Trims what names something, as ClearML's server does. */
export function cleanScript(script: Script): Script {
  const clean = named.flatMap((field) => {
    const value = script[field]
    return value === undefined ? [] : [[field, value.trim()] as const]
  })
  return { ...script, ...Object.fromEntries(clean) }
}
