import { useQuery } from '@tanstack/react-query'
import { type TaskStatus, type TaskType, taskTypes } from '@clearway/contract/status'
import { taskTagsQuery } from '../../api/task-list.ts'
import { FilterSheet } from '../../filters/filter-sheet.tsx'
import { ArchivedSelect } from '../../filters/archived-select.tsx'
import { RunSelect } from '../../filters/run-select.tsx'
import { ProjectSelect } from '../../filters/project-select.tsx'
import { SearchField } from '../../filters/search-field.tsx'
import { Choice } from '../../ui/choice.tsx'
import { lookOf } from '../../ui/look.ts'
import { Select } from '../../ui/select.tsx'
import type { TaskSearch } from './task-search.ts'

/** What changes in the address; undefined takes a part out of it. */
export type SearchChange = { readonly [K in keyof TaskSearch]: TaskSearch[K] | undefined }

interface Props {
  readonly search: TaskSearch
  /** How many tasks have each status; undefined until it is known. */
  readonly counts: Readonly<Record<TaskStatus, number>> | undefined
  readonly onChange: (change: SearchChange) => void
  /** Whether the list is of one type only. */
  readonly isOfOneType: boolean
}
const common = ['queued', 'in_progress', 'completed', 'failed', 'stopped'] as const satisfies readonly TaskStatus[]

/** The filters above a list of tasks or runs. All of them stand in the page's address. */
export function FilterBar({ search, counts, onChange, isOfOneType }: Props) {
  const { data: tags = [] } = useQuery(taskTagsQuery)
  // A rare status is offered only if a task has it. In a list of runs `created` is rare, because most runs are started as they are made.
  const isThere = (status: TaskStatus): boolean => status === search.status || (counts?.[status] ?? 0) > 0
  const drafts = (['created'] as const).filter((status) => !isOfOneType || isThere(status))
  const rare = (['published', 'closed', 'publishing'] as const).filter(isThere)
  const offered = [...drafts, ...common, ...rare].map((value) => ({ value, label: capitalised(lookOf(value).label) }))
  return (
    <>
      <SearchField value={search.q} onChange={(q) => onChange({ q })} />
      <FilterSheet active={activeOf(search)}>
        <Choice
          label="Status"
          value={search.status ?? 'all'}
          choices={[
            { value: 'all', label: 'All' },
            ...offered.map(({ value, label }) => ({ value, label: counts === undefined ? label : `${label} ${counts[value]}` })),
          ]}
          onChange={(value) => onChange({ status: value === 'all' ? undefined : value })}
        />
        {isOfOneType ? null : (
          <Select
            label="Type"
            none="All types"
            value={search.type}
            choices={taskTypes.map((type) => ({ value: type, label: type.replace('_', ' ') }))}
            onChange={(type) => onChange({ type: type as TaskType | undefined })}
          />
        )}
        <Select
          label="Tag"
          none="All tags"
          value={search.tag}
          choices={tags.map((tag) => ({ value: tag, label: tag }))}
          onChange={(tag) => onChange({ tag })}
        />
        {isOfOneType ? null : <RunSelect value={search.run} onChange={(run) => onChange({ run })} />}
        <ProjectSelect value={search.project} onChange={(project) => onChange({ project })} />
        <ArchivedSelect value={search.archived} onChange={(archived) => onChange({ archived })} />
        {isOfOneType ? null : (
          <Select
            label="Hidden or not"
            none="Not hidden"
            value={search.hidden === true ? 'hidden' : undefined}
            choices={[{ value: 'hidden', label: 'Hidden too: drafts of programs' }]}
            onChange={(hidden) => onChange({ hidden: hidden === undefined ? undefined : true })}
          />
        )}
      </FilterSheet>
    </>
  )
}

const filters = ['status', 'type', 'tag', 'run', 'project', 'archived', 'hidden'] as const satisfies readonly (keyof TaskSearch)[]

/** How many filters are set, apart from the text that is searched for. */
function activeOf(search: TaskSearch): number {
  return filters.filter((name) => search[name] !== undefined).length
}

function capitalised(word: string): string {
  return `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`
}
