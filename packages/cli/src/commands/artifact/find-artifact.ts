import type { Artifact } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import { CommandFailed } from '../../failure.ts'

export async function artifactsOf(api: Api, task: string): Promise<readonly Artifact[]> {
  return (await api.tasks.get_by_id({ task })).task.execution?.artifacts ?? []
}

/** An artifact of a task by its name. An input and an output may share a name: then the output is meant. */
export async function findArtifact(api: Api, task: string, name: string): Promise<Artifact & { readonly uri: string }> {
  const all = await artifactsOf(api, task)
  const found = all.find(({ key, mode }) => key === name && mode !== 'input') ?? all.find(({ key }) => key === name)
  if (found === undefined) {
    const names = all.map(({ key }) => key).join(', ')
    throw new CommandFailed(`The task has no artifact '${name}'. ${names === '' ? 'It has none.' : `It has ${names}.`}`, {
      code: 'not_found',
    })
  }
  const { uri } = found
  if (uri === undefined || uri === null || uri === '') throw new CommandFailed(`The artifact '${name}' has no file.`)
  return { ...found, uri }
}
