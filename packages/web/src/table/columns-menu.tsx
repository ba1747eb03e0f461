import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { Failure } from '../ui/failure.tsx'
import { MenuButton } from '../ui/menu-button.tsx'

/** Fields that can be columns, under a title. */
export interface FieldGroup {
  readonly title: string
  readonly fields: readonly { readonly path: string; readonly label: string }[]
  /** How many more the search finds on the server. */
  readonly more?: number
}

/** The button that opens the choice of columns. */
export function ColumnsMenu({ children }: { readonly children: ReactNode }) {
  return <MenuButton label="Columns">{() => children}</MenuButton>
}

interface Props {
  readonly groups: readonly FieldGroup[]
  readonly error: Error | null
  /** The paths of the columns that are shown beside those of every list. */
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
  /** Is called with the text of the search, where the server searches as well. */
  readonly onSearch?: (text: string) => void
}
/** How many fields of a group are shown at most; the search finds the others. */
const mostShown = 60

/** The fields that can be columns, with a search. */
export function ColumnChoice({ groups, error, chosen, onChange, onSearch }: Props) {
  const [text, setText] = useState('')
  const search = useDebouncedCallback((wanted: string) => onSearch?.(wanted), 150)
  const matches = (label: string): boolean => label.toLowerCase().includes(text.toLowerCase())
  return (
    <div className="columns-menu">
      <TextInput
        size="xs"
        aria-label="Search columns"
        placeholder={`Search ${groups
          .slice(0, 2)
          .map(({ title }) => title.toLowerCase())
          .join(' and ')}`}
        data-autofocus
        value={text}
        onChange={({ currentTarget: { value } }) => {
          setText(value)
          search(value)
        }}
      />
      <Failure error={error} />
      {groups.map(({ title, fields, more = 0 }) => {
        const found = fields.filter(({ label }) => matches(label))
        const left = Math.max(0, found.length - mostShown) + more
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
            {left > 0 ? <p className="muted">{left.toLocaleString('en')} more: search for them</p> : null}
          </fieldset>
        )
      })}
    </div>
  )
}
