import type { FoundArtifact } from '@clearway/contract'
import type { Column } from '../../table/virtual-table.tsx'
import { Ago } from '../../ui/ago.tsx'
import { bytesOf } from '../../ui/bytes.ts'

export const artifactColumns: readonly Column<FoundArtifact>[] = [
  { id: 'key', header: 'Name', width: 'minmax(120px, 1fr)', cell: ({ key, mode }) => (mode === 'input' ? `${key} (input)` : key) },
  { id: 'task', header: 'Step or task', width: 'minmax(120px, 1fr)', cell: ({ step, task }) => step ?? task.name },
  { id: 'run', header: 'Run', width: 'minmax(90px, 1fr)', cell: ({ run }) => run?.name },
  { id: 'type', header: 'Type', width: '90px', isWideOnly: true, cell: ({ type }) => type },
  {
    id: 'size',
    header: 'Size',
    isNumber: true,
    width: '76px',
    isWideOnly: true,
    cell: ({ content_size: size }) => <span className="number">{bytesOf(size)}</span>,
  },
  {
    id: 'same',
    header: 'Same in',
    isNumber: true,
    width: '76px',
    isWideOnly: true,
    cell: ({ same }) => (same === 0 ? '' : <span className="number">{same}</span>),
  },
  {
    id: 'made',
    header: 'Stored',
    isNumber: true,
    width: '90px',
    isWideOnly: true,
    cell: ({ timestamp }) => (timestamp === 0 ? '' : <Ago at={new Date(timestamp * 1000).toISOString()} />),
  },
]
