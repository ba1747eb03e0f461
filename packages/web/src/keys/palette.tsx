import '@mantine/spotlight/styles.css'
import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { foundQuery, queuesQuery, workersQuery } from '../api/queries.ts'
import { pages } from '../pages.ts'
import { StateMark } from '../ui/state-mark.tsx'
import { Ago } from '../ui/ago.tsx'
import { usePageOffers } from './offers.ts'
import { placeOf } from './place-of.ts'

const [store, spotlight] = createSpotlight()
const offersId = 'palette-offers'

interface Props {
  readonly onClose: () => void
  readonly onHelp: () => void
}
/** How many queues or workers are listed at most: more words narrow them. */
const most = 5
/** Options of the overlay, given so that the page behind is not blurred. It then looks as behind the other dialogs. */
const overlay = {}

/** The dialog that goes to a page, or to what the words name: a run or task by its name or id, a queue, a worker. It also acts on what the page shows. */
export function Palette({ onClose, onHelp }: Props) {
  const navigate = useNavigate()
  const [query, setQuery] = useState('')
  const [words] = useDebouncedValue(query.trim(), 120)
  const found = useQuery({ ...foundQuery(words), enabled: words !== '' }).data?.tasks ?? []
  const { data: queues = [] } = useQuery(queuesQuery)
  const { data: workers = [] } = useQuery(workersQuery)
  useEffect(() => spotlight.open(), [])
  const has = (text: string): boolean => text.toLowerCase().includes(query.trim().toLowerCase())
  const shownQueues = query === '' ? [] : queues.filter(({ name = '' }) => has(name)).slice(0, most)
  const shownWorkers = query === '' ? [] : workers.filter(({ id }) => has(id)).slice(0, most)
  const shownPages = pages.filter(({ label }) => has(label))
  const shownTasks = query === '' ? [] : found
  // An action is found by its verb only, so that who types a name to go there does not act on what the page shows.
  const offered = usePageOffers()
    .map(({ about, list }) => ({ about, list: list.filter(({ label }) => label.toLowerCase().startsWith(query.trim().toLowerCase())) }))
    .filter(({ list }) => list.length > 0)
  const isEmpty = offered.length + shownQueues.length + shownWorkers.length + shownPages.length + shownTasks.length === 0
  const hasMoved = useRef(false)
  const listed = JSON.stringify([shownTasks.map(({ id }) => id), offered, shownPages, shownQueues, shownWorkers])
  // What is found comes later than what the page knows, and stands before it.
  useLayoutEffect(() => {
    // After the dialog has marked the first offer of all by itself.
    queueMicrotask(() => {
      if (!hasMoved.current) markFirst(query.trim() !== '')
    })
  }, [query, listed])
  return (
    <Spotlight.Root
      store={store}
      title="Go to"
      classNames={{ header: 'unseen' }}
      query={query}
      onQueryChange={(next) => {
        hasMoved.current = false
        setQuery(next)
      }}
      onSpotlightClose={onClose}
      shortcut={null}
      overlayProps={overlay}
      scrollable
      maxHeight={440}
    >
      <Spotlight.Search
        placeholder="A page, a name, an id …"
        aria-label="Go to"
        onKeyDown={({ key }: KeyboardEvent) => {
          if (key === 'ArrowDown' || key === 'ArrowUp') hasMoved.current = true
        }}
      />
      <Spotlight.ActionsList id={offersId}>
        {shownTasks.length === 0 ? null : (
          <Spotlight.ActionsGroup label="Runs and tasks">
            {shownTasks.map((task) => (
              <Spotlight.Action
                key={task.id}
                label={task.name ?? task.id}
                description={placeOf(task)}
                leftSection={<StateMark state={task.status} />}
                rightSection={
                  <span className="muted">
                    <Ago at={task.last_update} />
                  </span>
                }
                onClick={() =>
                  void (task.type === 'controller'
                    ? navigate({ to: '/runs/$run', params: { run: task.id } })
                    : navigate({ to: '/tasks/$task', params: { task: task.id } }))
                }
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {offered.map(({ about, list }) => (
          <Spotlight.ActionsGroup key={about} label={about}>
            {list.map(({ label, refusal, act }) => (
              <Spotlight.Action
                key={label}
                label={`${label} ${about}`}
                {...(refusal === undefined ? {} : { description: refusal })}
                disabled={refusal !== undefined}
                onClick={act}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {shownPages.length === 0 ? null : (
          <Spotlight.ActionsGroup label="Pages">
            {shownPages.map(({ to, label, icon: Icon, keys }) => (
              <Spotlight.Action
                key={to}
                label={label}
                leftSection={<Icon size={16} />}
                rightSection={keys === undefined ? null : <kbd>{keys}</kbd>}
                onClick={() => void navigate({ to })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {shownQueues.length === 0 ? null : (
          <Spotlight.ActionsGroup label="Queues">
            {shownQueues.map(({ id, name = id }) => (
              <Spotlight.Action key={id} label={name} onClick={() => void navigate({ to: '/queues/$queue', params: { queue: id } })} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {shownWorkers.length === 0 ? null : (
          <Spotlight.ActionsGroup label="Workers">
            {shownWorkers.map(({ id }) => (
              <Spotlight.Action key={id} label={id} onClick={() => void navigate({ to: '/workers/$worker', params: { worker: id } })} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {isEmpty ? <Spotlight.Empty>Nothing has this name or id.</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
      <Spotlight.Footer>
        <button type="button" className="plain-link" onClick={onHelp}>
          All keys
        </button>
      </Spotlight.Footer>
    </Spotlight.Root>
  )
}

/** Marks what Enter takes: the first offer that can be taken, and none as long as nothing is typed, so that Enter alone acts on nothing. */
function markFirst(isTyped: boolean): void {
  const list = document.getElementById(offersId)
  if (list === null) return
  const offers = [...list.querySelectorAll('[data-action]')]
  const first = isTyped ? offers.findIndex((offer) => !offer.matches(':disabled')) : -1
  list.querySelector('[data-selected]')?.removeAttribute('data-selected')
  offers[first]?.setAttribute('data-selected', 'true')
  store.setState({ ...store.getState(), selected: first })
}
