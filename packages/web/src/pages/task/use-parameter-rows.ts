import { givenOf } from '@clearway/contract/given'
import { useQuery } from '@tanstack/react-query'
import type { Task } from '@clearway/contract'
import { useMemo } from 'react'
import type { RunStep } from '../../actions/mend-refusal.ts'
import { parameterOriginsQuery, type StoredOrigins } from '../../api/parameter-origins.ts'
import { keyOf, type ParameterRow, parameterRows, textsOf, withDefaults } from './parameter-rows.ts'

interface Rows {
  readonly rows: readonly ParameterRow[]
  /** The run that the task belongs to. */
  readonly run: string | undefined
  /** The run before, with which the values are compared. */
  readonly before: { readonly run: string; readonly name: string } | undefined
  /** What the defaults are those of: `pipeline` or `base task`. */
  readonly defaultsOf: string
}

/** The parameters of a task with where they come from; without that until it has been read. */
export function useParameterRows({ id, hyperparams }: Pick<Task, 'id' | 'hyperparams'>, step: RunStep | undefined): Rows {
  const { data } = useQuery(parameterOriginsQuery(id, step?.run, step?.step))
  const rows = useMemo(() => {
    const ofPipeline = data?.defaults && defaultTexts(data.defaults)
    const { hyperparams: paramsBefore, defaults: ofPipelineBefore = {}, given } = data?.before ?? {}
    const before = data?.before && { ...defaultTexts(ofPipelineBefore), ...textsOf(paramsBefore) }
    const origins = {
      given: textually(data?.given),
      givenBefore: textually(given),
      defaults: ofPipeline ?? (data?.base && textsOf(data.base)),
      before,
    }
    return parameterRows(ofPipeline === undefined ? hyperparams : withDefaults(hyperparams, ofPipeline), givenOf(origins))
  }, [hyperparams, data])
  return { rows, run: data?.run, before: data?.before, defaultsOf: data?.defaults === undefined ? 'base task' : 'pipeline' }
}

/** The defaults of a pipeline’s parameters, by `section/name` of the run’s task. */
function defaultTexts(defaults: NonNullable<StoredOrigins['defaults']>): Record<string, string> {
  return Object.fromEntries(Object.entries(defaults).map(([name, one]) => [keyOf('Args', name), textOf(one?.value)]))
}

function textually(values: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, string>> | undefined {
  if (values === undefined) return undefined
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, textOf(value)]))
}

/** A value as programs write it into the parameters of a task. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value)
}
