import type { RetryPreview } from '@clearway/sdk'

/** Says which steps of a run a retry would begin anew, and which it would keep. */
export function showRetryPreview({ name, decided, repeats, keeps, may_reuse: reuse, may_change: change }: RetryPreview): string {
  const lists = [
    ['begins anew', repeats],
    ['keeps', keeps],
    ['perhaps from the cache', reuse],
    ['begins anew if its inputs change', change],
  ] as const
  const filled = lists.filter(([, steps]) => steps.length > 0)
  const width = Math.max(...filled.map(([label]) => label.length))
  return [
    decided ? `${name} would go on.` : `${name} would go on: its own program decides which steps begin anew.`,
    ...filled.map(([label, steps]) => `  ${label.padEnd(width)}  ${steps.join(', ')}`),
  ].join('\n')
}
