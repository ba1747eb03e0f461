import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { foundProjectsQuery } from '../api/projects.ts'
import { projectQuery } from '../api/queries.ts'
import { Failure } from '../ui/failure.tsx'
import { Popup } from '../ui/popup.tsx'
import { useAddressText } from '../ui/use-address-text.ts'

interface Props {
  /** The project's id. */
  readonly value: string | undefined
  readonly onChange: (project: string | undefined) => void
}

/**
 * The choice of the project whose rows a list shows, with those of the projects below it. The server searches for it, however many there are; the page’s
 * address holds the text, and an address with one opens the choice.
 */
export function ProjectSelect({ value, onChange }: Props) {
  const [words, setWords] = useAddressText('projects')
  const [isOpen, setOpen] = useState(words !== '')
  const open = (next: boolean): void => {
    setOpen(next)
    if (!next && words !== '') setWords('')
  }
  const { data: chosen } = useQuery({ ...projectQuery(value ?? ''), enabled: value !== undefined })
  const button = (
    <button
      type="button"
      title="Project"
      className={value === undefined ? 'select project' : 'select project chosen'}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      onClick={() => open(!isOpen)}
    >
      {value === undefined ? 'All projects' : (chosen?.name ?? value)}
    </button>
  )
  return (
    <Popup isOpen={isOpen} onChange={open} label="Project" role="dialog" position="bottom-start" button={button}>
      <FoundProjects
        value={value}
        words={words}
        onWords={setWords}
        onChange={(project) => {
          setOpen(false)
          onChange(project)
        }}
      />
    </Popup>
  )
}

interface SearchProps extends Props {
  readonly words: string
  readonly onWords: (words: string) => void
}

function FoundProjects({ value, words, onWords, onChange }: SearchProps) {
  const [text, setText] = useState(words)
  const find = useDebouncedCallback(onWords, 150)
  const { data, error } = useQuery(foundProjectsQuery(words))
  const choice = (id: string | undefined, name: string) => (
    <li key={id ?? ''}>
      <button type="button" aria-pressed={id === value} onClick={() => onChange(id)}>
        {name}
      </button>
    </li>
  )
  return (
    <div className="columns-menu">
      <TextInput
        size="xs"
        aria-label="Search projects"
        placeholder="Search projects"
        data-autofocus
        value={text}
        onChange={({ currentTarget: { value: next } }) => {
          setText(next)
          find(next)
        }}
      />
      <Failure error={error} />
      <ul className="choices" aria-label="Projects">
        {text === '' ? choice(undefined, 'All projects') : null}
        {data?.projects.map(({ id, name = id }) => choice(id, name))}
      </ul>
      {data?.projects.length === 0 ? <p className="muted">No project has this in its path.</p> : null}
      {data?.hasMore === true ? <p className="muted">There are more: search for them.</p> : null}
    </div>
  )
}
