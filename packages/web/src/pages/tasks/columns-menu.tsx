import { Button, Popover, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { taskFieldsQuery } from '../../api/task-list.ts'
import { pathOf } from '../../table/field-path.ts'
import { Failure } from '../../ui/failure.tsx'
import { plainFields } from './chosen-columns.tsx'

interface Props {
  readonly project: string | undefined
  /** The paths of the columns that are shown beside those of every list. */
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}
/** How many fields the menu shows at most; its search finds the others. */
const mostShown = 60

/** The button that chooses columns: any parameter, any metric and some other fields of tasks. */
export function ColumnsMenu(props: Props) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="default" onClick={() => setOpen(!isOpen)}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">{isOpen ? <Fields {...props} /> : null}</Popover.Dropdown>
    </Popover>
  )
}

function Fields({ project, chosen, onChange }: Props) {
  const { data, error } = useQuery(taskFieldsQuery(project))
  const [text, setText] = useState('')
  const groups = [
    {
      title: 'Parameters',
      fields: (data?.parameters ?? []).map(({ section, name }) => ({
        path: pathOf('hyperparams', section, name),
        label: `${section}/${name}`,
      })),
    },
    {
      title: 'Last metrics',
      fields: (data?.metrics ?? []).map(({ metric, variant, metric_hash, variant_hash }) => ({
        path: pathOf('last_metrics', metric_hash, variant_hash, 'value'),
        label: metric === variant ? metric : `${metric} ${variant}`,
      })),
    },
    { title: 'Other', fields: Object.entries(plainFields).map(([path, label]) => ({ path, label })) },
  ]
  const matches = (label: string): boolean => label.toLowerCase().includes(text.toLowerCase())
  return (
    <div className="columns-menu">
      <TextInput
        size="xs"
        aria-label="Search columns"
        placeholder="Search parameters and metrics"
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Failure error={error} />
      {groups.map(({ title, fields }) => {
        const found = fields.filter(({ label }) => matches(label))
        return found.length === 0 ? null : (
          <fieldset key={title}>
            <legend>{title}</legend>
            {found.slice(0, mostShown).map(({ path, label }) => (
              <label key={path}>
                <input
                  type="checkbox"
                  checked={chosen.includes(path)}
                  onChange={({ currentTarget: { checked } }) =>
                    onChange(checked ? [...chosen, path] : chosen.filter((one) => one !== path))
                  }
                />
                {label}
              </label>
            ))}
            {found.length > mostShown ? <p className="muted">{found.length - mostShown} more: search for them</p> : null}
          </fieldset>
        )
      })}
    </div>
  )
}
