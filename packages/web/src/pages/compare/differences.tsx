import { useQueries } from '@tanstack/react-query'
import type { Task } from '@clearway/contract'
import { useMemo } from 'react'
import { runQuery } from '../../api/queries.ts'
import { countsOf, type Row, rowsOf } from '../../compare/differences.ts'
import { type FactGroup, factsOf, type GraphStep } from '../../compare/facts.ts'
import { metricRowsOf } from '../../compare/metrics.ts'
import { lineCountsText } from '../../compare/line-diff.ts'
import { codeOf, type ComparedText, configurationsOf, differencesFrom } from '../../compare/texts.ts'
import { Choice } from '../../ui/choice.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Select } from '../../ui/select.tsx'
import type { CompareChange, CompareSearch } from './compare-search.ts'
import { type ComparedRow, ComparedTable } from './compared-table.tsx'

interface Props {
  readonly tasks: readonly Task[]
  readonly base: number
  readonly search: CompareSearch
  readonly onChange: (change: CompareChange) => void
}
const words: Readonly<Record<FactGroup, readonly [string, string]>> = {
  parameters: ['parameter', 'parameters'],
  packages: ['package', 'packages'],
  code: ['fact of the code', 'facts of the code'],
  inputs: ['input', 'inputs'],
  artifacts: ['artifact', 'artifacts'],
  steps: ['step', 'steps'],
}
const views = [
  { value: 'differences', label: 'Differences' },
  { value: 'all', label: 'All' },
] as const

/** In what tasks differ, what explains most of a metric first. */
export function Differences({ tasks, base, search: { all, by }, onChange }: Props) {
  const steps = useStepsOfRuns(tasks)
  const metrics = useMemo(() => metricRowsOf(tasks), [tasks])
  const metric = metrics.find(({ path }) => path === by) ?? metrics[0]
  const rows = useMemo(
    () =>
      rowsOf(
        tasks.map((task) => factsOf(task, steps.get(task.id))),
        metric?.values,
      ),
    [tasks, steps, metric],
  )
  const texts = useMemo(() => textRows(tasks, base), [tasks, base])
  const counts = [...countsOf(rows)].map(([group, count]) => `${count} ${words[group][count === 1 ? 0 : 1]}`)
  const counted = [...counts, ...texts.map(({ group, name }) => (group === 'code' ? 'lines of the code' : `the configuration ${name}`))]
  const shown = all === true ? rows : rows.filter(({ differs }) => differs)
  return (
    <>
      <div className="bar">
        <Choice
          label="Rows"
          value={all === true ? 'all' : 'differences'}
          choices={views}
          onChange={(value) => onChange({ all: value === 'all' ? true : undefined })}
        />
        <span className="muted">{counted.join(' · ') || 'Nothing differs.'}</span>
        {metrics.length === 0 ? null : (
          <Select
            label="Ranked by"
            none={`Ranked by ${metrics[0]?.name}`}
            value={by}
            choices={metrics.map(({ path, name }) => ({ value: path, label: `Ranked by ${name}` }))}
            onChange={(path) => onChange({ by: path })}
          />
        )}
      </div>
      {shown.length === 0 && texts.length === 0 ? (
        <Empty>The tasks are equal in parameters, packages, code, configurations, inputs and artifacts.</Empty>
      ) : (
        <ComparedTable
          label="Differences"
          tasks={tasks}
          base={base}
          rows={[...shown.map((row) => ({ ...row, key: `${row.group} ${row.name}`, note: noteOf(row, metric?.name) })), ...texts]}
        />
      )}
    </>
  )
}

function noteOf({ explains }: Row, metric: string | undefined): string {
  return explains === undefined || metric === undefined || explains < 0.05 ? '' : `explains ${Math.round(explains * 100)} % of ${metric}`
}

/** A row for the code and for each configuration that differs: in how many lines. */
function textRows(tasks: readonly Task[], base: number): readonly ComparedRow[] {
  const row = (group: string, name: string, tab: string, text: ComparedText): ComparedRow[] => {
    const values = differencesFrom(base, text).map((counts) => lineCountsText(counts) || 'as the base')
    const differs = values.some((value) => value !== 'as the base')
    return differs ? [{ key: `${group} ${name}`, group, name, values, differs, note: `in the tab ${tab}` }] : []
  }
  return [
    ...row('code', 'lines', 'Code', codeOf(tasks)),
    ...configurationsOf(tasks).flatMap((text) => row('configuration', text.name, 'Configuration', text)),
  ]
}

/** The steps of the graphs of those tasks that are runs. */
function useStepsOfRuns(tasks: readonly Task[]): ReadonlyMap<string, readonly GraphStep[]> {
  const runs = useMemo(() => tasks.filter(({ type }) => type === 'controller').map(({ id }) => id), [tasks])
  const read = useQueries({ queries: runs.map((run) => runQuery(run)), combine: (results) => results.map(({ data }) => data?.steps) })
  return useMemo(
    () => new Map(runs.flatMap((run, index) => (read[index] === undefined ? [] : [[run, read[index]] as const]))),
    [runs, read],
  )
}
