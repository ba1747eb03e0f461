import { isApiError } from '@clearway/sdk'

/** The text for a person who starts a second agent of one name: who the first is, and what to do. */
export function nameTaken({ name, host, pid }: { readonly name: string; readonly host?: string; readonly pid?: number }): string {
  const where = host === undefined ? '' : ` on ${host} as process ${pid}`
  return `An agent named ${name} runs already${where}. Stop it, or give this one another name: clearway agent --name NAME.`
}

/** Throws who has the name, if the server refused this agent because of another of the same name. */
export function throwWhoHasTheName(error: unknown): never {
  if (!isApiError(error, 'agent_name_taken')) throw error
  const { agent, host, pid } = error.details
  throw new Error(nameTaken({ name: String(agent), host: String(host), pid: Number(pid) }), { cause: error })
}
