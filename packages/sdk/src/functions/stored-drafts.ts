import type { Configuration } from '@clearway/contract'
import { draftsConfigurationName as configurationName, type FunctionDrafts as Drafts, readDrafts } from '@clearway/engine'
import type { Connection } from '../connection.ts'

export function draftsConfiguration(drafts: Drafts): Record<string, Configuration> {
  return {
    [configurationName]: {
      name: configurationName,
      type: 'json',
      value: JSON.stringify(drafts),
      description: 'base tasks of the program’s steps',
    },
  }
}

/** The base tasks that a task of a run, or the nearest controller above it, was given. */
export async function ancestorDrafts({ api }: Connection, task: string): Promise<Drafts | undefined> {
  for (let id: string | null | undefined = task; id;) {
    const document: { readonly configuration?: Record<string, Configuration>; readonly parent?: unknown } = (
      await api.tasks.get_by_id({ task: id })
    ).task
    const drafts = readDrafts(document.configuration?.[configurationName]?.value)
    if (drafts !== undefined) return drafts
    id = typeof document.parent === 'string' ? document.parent : undefined
  }
  return undefined
}
