import type { Artifact, FoundArtifact } from '@clearway/contract'
import type { Look } from '../../look.ts'
import { bytes } from '../../show/bytes.ts'
import { ago } from '../../show/duration.ts'
import { table } from '../../show/table.ts'

/** A table of artifacts; of those of several tasks, with their tasks and with how many others have the same content. */
export function showArtifacts(
  { artifacts, total }: { readonly artifacts: readonly (Artifact | FoundArtifact)[]; readonly total: number },
  look: Look,
): string {
  if (artifacts.length === 0) return look.paint('dim', total === 0 ? 'No artifacts.' : 'No artifacts on that page.')
  const ofMany = artifacts.every((one) => 'task' in one)
  const rows = table<Artifact | FoundArtifact>(
    look,
    [
      { head: 'NAME', cell: ({ key }) => key, least: 12 },
      ...(ofMany ? [{ head: 'TASK', cell: taskOf, least: 12 }] : []),
      { head: 'TYPE', cell: ({ type }) => type ?? '', rank: 3 },
      { head: 'MODE', cell: ({ mode }) => mode ?? '', rank: 4 },
      { head: 'SIZE', cell: ({ content_size: size }) => (typeof size === 'number' ? bytes(size) : ''), align: 'right' },
      { head: 'MADE', cell: ({ timestamp: at }) => (typeof at === 'number' && at > 0 ? ago(at * 1000, look.now) : ''), rank: 2 },
      ...(ofMany ? [{ head: 'SAME IN', cell: sameIn, align: 'right', rank: 2 } as const] : []),
      { head: 'ADDRESS', cell: ({ uri }) => look.paint('dim', uri ?? ''), rank: 1, least: 24 },
    ],
    artifacts,
  )
  const more = total - artifacts.length
  return more === 0 ? rows : `${rows}\n${look.paint('dim', `${artifacts.length} of ${total}`)}`
}

function taskOf(artifact: Artifact | FoundArtifact): string {
  return 'task' in artifact ? (artifact.task.name ?? artifact.task.id) : ''
}

function sameIn(artifact: Artifact | FoundArtifact): string {
  return 'same' in artifact && artifact.same > 0 ? String(artifact.same) : ''
}
