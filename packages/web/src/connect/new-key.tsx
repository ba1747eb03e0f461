import { useQuery } from '@tanstack/react-query'
import { keysQuery } from '../api/settings-queries.ts'
import { Ago } from '../ui/ago.tsx'
import { Failure } from '../ui/failure.tsx'
import { RefusableButton } from '../ui/refusable-button.tsx'
import type { NewKeyState } from './use-new-key.ts'

/** The button that makes a key for the commands below it, then the key, with whether the server has been called with it. */
export function NewKey({ made, refusal, error, isPending, make }: NewKeyState) {
  return (
    <>
      {made === undefined ? (
        <div className="command">
          <p>The commands below need a key. Make one, and it is filled in.</p>
          <RefusableButton size="compact-sm" variant="default" loading={isPending} refusal={refusal} onClick={make}>
            Make a key
          </RefusableButton>
        </div>
      ) : (
        <Seen made={made} />
      )}
      <Failure error={error} />
    </>
  )
}

/** Whether the server has been called with the key. */
function Seen({ made }: { readonly made: NonNullable<NewKeyState['made']> }) {
  const { data: keys } = useQuery(keysQuery)
  const key = keys?.find(({ access_key }) => access_key === made.access_key)
  return (
    <div role="status" className="secret">
      <p>
        The secret key is shown this once: <code>{made.secret_key}</code>
      </p>
      <p>
        {key?.last_used === undefined ? (
          'Nobody has called with this key yet. This says so as soon as somebody does.'
        ) : (
          <>
            ✓ Seen from {key.last_used_from}, <Ago at={key.last_used} />.
          </>
        )}
      </p>
    </div>
  )
}
