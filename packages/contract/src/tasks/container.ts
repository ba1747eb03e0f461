/** Why a task that asks for a container image cannot run on an agent of ours or in a local process, with the cure. Undefined if it asks for none. */
export function containerRefusal(container: { readonly image?: string | null } | undefined): string | undefined {
  const image = container?.image?.trim()
  if (!image) return undefined
  const cure = 'Take container.image away (docker in Python), or enqueue the task where a clearml-agent in docker mode takes it.'
  return `containers are not supported: the task asks for the image ${image}, and nothing of it was run. ${cure}`
}
