import type { Param } from '@clearway/contract'
import type { Parameters } from './parameter-rows.ts'

/** What somebody has typed into the parameters of a draft, and not saved. */
export interface ParameterEdits {
  /** New values of parameters that the task has, by `idOf`. */
  readonly values: Readonly<Record<string, string>>
  /** The parameters that are taken out, by `idOf`. */
  readonly removed: readonly string[]
  readonly added: readonly NewParameter[]
}
export interface NewParameter {
  readonly section: string
  readonly name: string
  readonly value: string
}
export const noEdits: ParameterEdits = { values: {}, removed: [], added: [] }

/** A parameter’s section and name as one text; both may have any character. */
export const idOf = ({ section, name }: Pick<NewParameter, 'section' | 'name'>): string => JSON.stringify([section, name])

/** The parameters of a task, by section. */
export function listOf(parameters: Parameters = {}): Param[] {
  return Object.entries(parameters).flatMap(([section, ofSection]) => Object.values(ofSection).map((one) => ({ ...one, section })))
}

export interface ParameterChanges {
  readonly edited: readonly Param[]
  readonly deleted: readonly Pick<NewParameter, 'section' | 'name'>[]
  /** Why they cannot be saved, as a sentence. */
  readonly fault?: string
}

/** What has to be written so that a task has the parameters that were typed. Types and descriptions of those it has stay. */
export function changesOf(parameters: Parameters | undefined, { values, removed, added }: ParameterEdits): ParameterChanges {
  const all = listOf(parameters)
  const gone = new Set(removed)
  const kept = all.filter((one) => !gone.has(idOf(one)))
  const changed = kept.flatMap((one): Param[] => {
    const value = Object.hasOwn(values, idOf(one)) ? values[idOf(one)] : undefined
    return value === undefined || value === String(one.value ?? '') ? [] : [{ ...one, value }]
  })
  const replaced = new Map(all.map((one) => [idOf(one), one]))
  const fresh = added
    .map((one) => ({ ...one, section: one.section.trim(), name: one.name.trim() }))
    .filter(({ section, name, value }) => section !== '' || name !== '' || value !== '')
  const fault = faultOf(kept, fresh)
  const addedIds = new Set(fresh.map(idOf))
  return {
    edited: [...changed, ...fresh.map((one): Param => ({ ...replaced.get(idOf(one)), ...one }))],
    deleted: all.filter((one) => gone.has(idOf(one)) && !addedIds.has(idOf(one))).map(({ section, name }) => ({ section, name })),
    ...(fault === undefined ? {} : { fault }),
  }
}

function faultOf(kept: readonly Param[], fresh: readonly NewParameter[]): string | undefined {
  const taken = new Set(kept.map(idOf))
  for (const one of fresh) {
    if (one.name === '') return 'A new parameter has no name.'
    if (one.section === '') return `The new parameter ${one.name} has no section.`
    if (taken.has(idOf(one))) return `There is a parameter ${one.section}/${one.name} already.`
    taken.add(idOf(one))
  }
  return undefined
}
