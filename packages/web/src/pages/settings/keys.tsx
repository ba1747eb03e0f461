import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAccountRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { keysQuery } from '../../api/settings-queries.ts'
import { KeyCreate } from '../../forms/key-create.tsx'
import { Ago } from '../../ui/ago.tsx'
import { Command } from '../../ui/copy.tsx'
import { Failure } from '../../ui/failure.tsx'
import { RefusableButton } from '../../ui/refusable-button.tsx'

interface NewKey {
  readonly access_key: string
  readonly secret_key: string
}

/** The key pairs of the user: programs and agents log in with them. */
export function Keys() {
  const { data: keys, error } = useQuery(keysQuery)
  const [made, setMade] = useState<NewKey>()
  const refusal = useAccountRefusal()
  const revoke = useMutation({
    mutationFn: async ({ key, name }: { key: string; name: string }) => {
      if (!window.confirm(`Delete the key ${name}? Programs, agents and browsers that are logged in with it are logged out.`)) return
      await api.auth.revoke_credentials({ access_key: key })
    },
  })
  return (
    <section className="card" aria-label="Keys">
      <Failure error={error ?? revoke.error} />
      {made === undefined ? null : <Secret made={made} />}
      <KeyCreate onMade={setMade} />
      <table className="list as-lines">
        <thead>
          <tr>
            <th scope="col">Label</th>
            <th scope="col">Access key</th>
            <th scope="col">Made</th>
            <th scope="col">Last used</th>
            <th scope="col">
              <span className="unseen">Delete</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys?.map(({ access_key: key, label, created, last_used: used, last_used_from: from }) => (
            <tr key={key}>
              <th scope="row">{label ?? ''}</th>
              <td className="mono whole" data-head="Access key">
                {key}
              </td>
              <td data-head="Made">
                <Ago at={created} />
              </td>
              <td data-head="Last used">
                {used === undefined ? 'never' : <Ago at={used} />} {from === undefined ? '' : `from ${from}`}
              </td>
              <td>
                <RefusableButton
                  size="compact-xs"
                  variant="default"
                  aria-label={`Delete the key ${label ?? key}`}
                  refusal={refusal}
                  onClick={() => revoke.mutate({ key, name: label ?? key })}
                >
                  Delete
                </RefusableButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** A new key pair, whose secret is shown this once. */
function Secret({ made }: { readonly made: NewKey }) {
  return (
    <div role="status" className="secret">
      <p>This is the only time that the secret key is shown. Copy it now.</p>
      <p>
        Access key <Command text={made.access_key} />
      </p>
      <p>
        Secret key <Command text={made.secret_key} />
      </p>
    </div>
  )
}
