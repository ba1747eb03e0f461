import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A flow of the published clients, as its program declares it. */
export interface DeclaredFlow {
  readonly name: string
  /** The part of the client that it uses, before the colon of its title. */
  readonly subject: string
  readonly shows: string
  /** Where the outcome differs from what the client's documentation promises, and why. Empty where it does not. */
  readonly differs: string
}

/** The programs of flows, in the order in which the documentation shows them. */
export const flowPrograms = [
  'decorators',
  'pipelines',
  'tasks',
  'data',
  'frameworks',
  'torch_flows',
  'automation',
  'commands',
  'actions',
] as const
export type FlowProgram = (typeof flowPrograms)[number]

/** The programs that import a framework, such as pandas or hydra. */
export const importFrameworks: ReadonlySet<FlowProgram> = new Set(['tasks', 'frameworks', 'automation', 'commands'])

/** The flows that also run on the published agent: one of each program that needs an agent. */
export const onStockAgent = {
  decorators: 'failing_component',
  pipelines: 'monitored_function_steps',
  automation: 'grid_search',
  commands: 'execute_remotely',
} as const satisfies Partial<Record<FlowProgram, string>>

/** The flows that need no agent, by program. Those of the other programs do. */
const needNoAgent: Partial<Record<FlowProgram, readonly string[] | 'all'>> = {
  tasks: 'all',
  data: 'all',
  frameworks: 'all',
  torch_flows: 'all',
  commands: ['api_client'],
  actions: 'all',
}

export function needsAgent(program: FlowProgram, flow: string): boolean {
  const without = needNoAgent[program] ?? []
  return without !== 'all' && !without.includes(flow)
}

const declaration = /^@flow\ndef (\w+)\(\):\n {4}"""([\s\S]*?)"""/gm

/** Reads the flows of a program from its text: their functions and the titles in their doc strings. */
export function declaredFlows(program: FlowProgram): readonly DeclaredFlow[] {
  const text = readFileSync(join(import.meta.dirname, `${program}.py`), 'utf8')
  return [...text.matchAll(declaration)].map(([, name = '', words = '']) => {
    const [title = '', ...further] = words.split(/\n\s*\n/)
    const [subject = '', ...shows] = title.trim().split(': ')
    return { name, subject, shows: shows.join(': '), differs: further.join(' ').replaceAll(/\s+/g, ' ').trim() }
  })
}
