import type { ResponseOf, runs, StepView } from '@clearway/contract'

export type RetryPreview = ResponseOf<typeof runs.preview_retry>
type Step = Pick<StepView, 'name' | 'status'>

/** What a retry would do, in sentences: `3 steps run, 2 of them again; 4 keep their results.` */
export function retrySentences({ repeats, keeps, may_reuse: reuse, may_change: change }: RetryPreview, steps: readonly Step[]): string {
  const status = new Map(steps.map((step) => [step.name, step.status]))
  const again = repeats.filter((name) => status.get(name) !== 'skipped').length
  const kept = keeps.filter((name) => status.get(name) === 'completed' || status.get(name) === 'cached').length
  const first = repeats.length === again ? '' : again === 0 ? ' for the first time' : `, ${again} of them again`
  const runs = `${counted(repeats.length, 'step runs', 'steps run')}${first === '' ? ' again' : first}`
  const keep = kept === 0 ? '' : `${first.startsWith(',') ? '; ' : ', '}${kept === 1 ? '1 keeps its result' : `${kept} keep their results`}`
  return [
    `${runs}${keep}.`,
    ...(reuse.length === 0 ? [] : [`${reuse.length === repeats.length ? 'All' : reuse.length} may come from the cache.`]),
    ...(change.length === 0 ? [] : ['What stays runs again if the pipeline gives it other inputs.']),
  ].join(' ')
}

function counted(count: number, one: string, several: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : several}`
}
