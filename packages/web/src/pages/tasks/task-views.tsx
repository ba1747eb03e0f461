import { TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { saveTaskViews, type TaskView, taskViewsQuery } from '../../api/task-views.ts'
import { Failure } from '../../ui/failure.tsx'
import { MenuButton } from '../../ui/menu-button.tsx'
import { RefusableButton } from '../../ui/refusable-button.tsx'
import { readTaskSearch, type TaskSearch } from './task-search.ts'

const everybodys: readonly TaskView[] = [
  { name: 'All tasks', search: {} },
  { name: 'Mine', search: { q: 'user:me' } },
  { name: 'Failed today', search: { q: 'status:failed changed:today' } },
]

/** The views of the list of tasks, and a way to save what it shows now as another one. */
export function TaskViews({ search }: { readonly search: TaskSearch }) {
  return <MenuButton label="Views">{(close) => <Views search={search} onEnd={close} />}</MenuButton>
}

interface Props {
  readonly search: TaskSearch
  readonly onEnd: () => void
}

function Views({ search: { picked: _, projects: __, ...search }, onEnd }: Props) {
  const { data: saved = [], error } = useQuery(taskViewsQuery)
  const [name, setName] = useState('')
  const roleRefusal = useRoleRefusal()
  const save = useMutation({ mutationFn: saveTaskViews, onSuccess: () => setName('') })
  const view = name.trim()
  const link = (one: TaskView) => (
    <Link to="/tasks" search={readTaskSearch(one.search)} onClick={onEnd}>
      {one.name}
    </Link>
  )
  return (
    <div className="task-views">
      <ul>
        {everybodys.map((one) => (
          <li key={one.name}>{link(one)}</li>
        ))}
        {saved.map((one) => (
          <li key={`saved ${one.name}`}>
            {link(one)}
            <RefusableButton
              size="compact-xs"
              variant="default"
              aria-label={`Remove the view ${one.name}`}
              refusal={roleRefusal}
              onClick={() => save.mutate(saved.filter((other) => other.name !== one.name))}
            >
              Remove
            </RefusableButton>
          </li>
        ))}
      </ul>
      <Failure error={error ?? save.error} />
      <form
        className="in-line"
        onSubmit={(event) => {
          event.preventDefault()
          if (view !== '' && roleRefusal === undefined)
            save.mutate([...saved.filter((other) => other.name !== view), { name: view, search: { ...search } }])
        }}
      >
        <TextInput
          size="xs"
          aria-label="Name of a new view"
          placeholder="Name of this view"
          maxLength={60}
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        <RefusableButton
          type="submit"
          size="compact-sm"
          refusal={roleRefusal ?? (view === '' ? 'A view has a name.' : undefined)}
          loading={save.isPending}
        >
          Save
        </RefusableButton>
      </form>
    </div>
  )
}
