import type { Start } from '@clearway/contract'

/** The values that parameters may take from what started their task, by their names without `${}`. */
export type Substitutions = Readonly<Record<string, string>>

export const schedulePlaceholders = ['schedule.due', 'schedule.id', 'schedule.name'] as const
export const triggerPlaceholders = ['trigger.id', 'trigger.name', 'trigger.project', 'trigger.event', 'trigger.url'] as const

const placeholder = /\$\{((?:schedule|trigger)\.[^}]*)\}/g

/** Whether a value depends on what starts its task. */
export function hasPlaceholder(value: unknown): boolean {
  return String(value).search(placeholder) !== -1
}

/** Puts values for placeholders. Other `${…}`, such as a pipeline's own references, stay. */
export function substitute(text: string, values: Substitutions): string {
  return text.replace(placeholder, (whole, name: string) => values[name] ?? whole)
}

/** The first placeholder of the parameters that is not one of the known ones, with the name of its parameter. */
export function unknownPlaceholder(
  { parameters = {} }: Start,
  known: readonly string[],
): { readonly parameter: string; readonly placeholder: string } | undefined {
  for (const [parameter, value] of Object.entries(parameters))
    for (const [whole, name = ''] of String(value).matchAll(placeholder))
      if (!known.includes(name)) return { parameter, placeholder: whole }
  return undefined
}
