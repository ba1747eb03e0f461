import { type Action, contract } from '@clearway/contract'

/** The module that `npm run reference` writes: the traits of every action, without schemas, for clients that load no TypeBox. */
export const traitsFile = new URL('../packages/contract/src/traits.ts', import.meta.url)

export function traitsModule(): string {
  const lines = Object.entries(contract).flatMap(([service, actions]) =>
    Object.entries<Action>(actions).map(([name, action]) => `  '${service}.${name}': { ${traitsOf(action)} },`),
  )
  return `import type { TraitsTable } from './traits-table.ts'

/** Written by \`npm run reference\` from the actions in this folder. */
export const traits = {
${lines.join('\n')}
} as const satisfies TraitsTable
`
}

function traitsOf({ repeat, form, waits, faultPoint, request }: Action): string {
  const parts = [`repeat: '${repeat}'`]
  if (form !== undefined) parts.push(`form: '${form}'`)
  if (waits !== undefined) parts.push(`waits: { field: '${waits}', seconds: ${defaultOf(request, waits)} }`)
  if (faultPoint === true) parts.push('faultPoint: true')
  return parts.join(', ')
}

function defaultOf(request: object, field: string): number {
  const { properties } = request as { readonly properties?: Readonly<Record<string, { readonly default?: unknown }>> }
  const value = properties?.[field]?.default
  if (typeof value !== 'number') throw new Error(`The field ${field} has no default.`)
  return value
}
