import { Button, type MantineColorScheme, useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLogOut } from '../../actions/use-log-out.ts'
import { useAccountRefusal } from '../../actions/use-role-refusal.ts'
import { userQuery } from '../../api/queries.ts'
import { OwnPassword } from '../../forms/own-password.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Failure } from '../../ui/failure.tsx'
import { type RowHeight, rowHeights, useRowHeight } from '../../ui/row-height.ts'
import { mayOf } from './may-of.ts'
import { RefusableButton } from '../../ui/refusable-button.tsx'

const schemes: readonly { readonly value: MantineColorScheme; readonly label: string }[] = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

const names: Readonly<Record<RowHeight, string>> = { 26: 'Tight', 30: 'Usual', 36: 'Wide' }
const heights = rowHeights.map((height) => ({ value: String(height), label: names[height] }))

/** Who is logged in, what the role may, and how this browser shows the pages. */
export function You() {
  const { data: user, error } = useQuery(userQuery)
  const refusal = useAccountRefusal()
  const [isSetting, setIsSetting] = useState(false)
  const [height, setHeight] = useRowHeight()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const out = useLogOut()
  return (
    <section className="card" aria-label="You">
      <Failure error={error ?? out.error} />
      {user === undefined ? null : (
        <table className="pairs">
          <tbody>
            <tr>
              <th scope="row">Name</th>
              <td>{user.name}</td>
            </tr>
            <tr>
              <th scope="row">Role</th>
              <td>
                {user.role} <span className="muted">{mayOf(user.role)}</span>
              </td>
            </tr>
            <tr>
              <th scope="row">Id</th>
              <td className="mono">{user.id}</td>
            </tr>
          </tbody>
        </table>
      )}
      <h2 className="apart">Colours</h2>
      <div>
        <Choice label="Colours" value={colorScheme} choices={schemes} onChange={setColorScheme} />
      </div>
      <h2 className="apart">Rows of tables</h2>
      <div>
        <Choice
          label="Rows of tables"
          value={String(height)}
          choices={heights}
          onChange={(chosen) => setHeight(Number(chosen) as RowHeight)}
        />
      </div>
      <div className="verbs apart">
        <RefusableButton size="compact-sm" variant="default" refusal={refusal} onClick={() => setIsSetting(true)}>
          Set your password
        </RefusableButton>
        <Button size="compact-sm" variant="default" loading={out.isPending} onClick={() => out.mutate()}>
          Log out
        </Button>
      </div>
      {isSetting ? <OwnPassword onClose={() => setIsSetting(false)} /> : null}
    </section>
  )
}
