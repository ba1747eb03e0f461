import { useState } from 'react'

/** How many members of a value are shown, and how deep values are open at first. */
const [mostMembers, openDepth] = [200, 2]

/** A value of JSON as a tree, whose branches open and close. */
export function JsonTree({ value }: { readonly value: unknown }) {
  return (
    <div className="json">
      <Value name={undefined} value={value} depth={0} />
    </div>
  )
}

interface Props {
  readonly name: string | undefined
  readonly value: unknown
  readonly depth: number
}

function Value({ name, value, depth }: Props) {
  if (typeof value !== 'object' || value === null)
    return (
      <div className="leaf">
        {name === undefined ? null : <span className="key">{name}: </span>}
        {JSON.stringify(value).slice(0, 5000)}
      </div>
    )
  return <Branch name={name} value={value} depth={depth} />
}

function Branch({ name, value, depth }: Props & { readonly value: object }) {
  const members = Object.entries(value)
  const [isOpen, setOpen] = useState(depth < openDepth && members.length <= mostMembers)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {name === undefined ? null : <span className="key">{name}: </span>}
        <span className="muted">
          {open} {members.length} {close}
        </span>
      </summary>
      {isOpen ? (
        <div className="members">
          {members.slice(0, mostMembers).map(([key, member]) => (
            <Value key={key} name={key} value={member} depth={depth + 1} />
          ))}
          {members.length > mostMembers ? <p className="muted">{members.length - mostMembers} more</p> : null}
        </div>
      ) : null}
    </details>
  )
}
