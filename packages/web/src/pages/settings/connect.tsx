import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useAccountRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { keysQuery } from '../../api/settings-queries.ts'
import { Ago } from '../../ui/ago.tsx'
import { Failure } from '../../ui/failure.tsx'
import type { NewKey } from './keys.tsx'
import { type Snippet, snippetsOf } from './snippets.ts'
import { RefusableButton } from '../../ui/refusable-button.tsx'

/** How programs and machines connect to the server: with a key that is made here, and that says here when it is first used. */
export function Connect() {
  const refusal = useAccountRefusal()
  const make = useMutation({ mutationFn: async () => (await api.auth.create_credentials({ label: 'made in Connect' })).credentials })
  const made = make.data
  const access = { accessKey: made?.access_key ?? 'ACCESS_KEY', secretKey: made?.secret_key ?? 'SECRET_KEY' }
  return (
    <section className="card" aria-label="Connect">
      {made === undefined ? (
        <div className="in-line">
          <p>The commands below need a key. Make one, and it is filled in.</p>
          <RefusableButton size="compact-sm" loading={make.isPending} refusal={refusal} onClick={() => make.mutate()}>
            Make a key
          </RefusableButton>
        </div>
      ) : (
        <Seen made={made} />
      )}
      <Failure error={make.error} />
      {snippetsOf({ url: window.location.origin, ...access }).map((snippet) => (
        <Shown key={snippet.title} snippet={snippet} />
      ))}
    </section>
  )
}

/** Whether the server has been called with the key. */
function Seen({ made }: { readonly made: NewKey }) {
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

function Shown({ snippet: { title, says, text } }: { readonly snippet: Snippet }) {
  const clipboard = useClipboard()
  return (
    <div className="snippet">
      <h2>{title}</h2>
      <p className="muted">{says}</p>
      <pre className="code">{text}</pre>
      <div>
        <Button size="compact-xs" variant="default" aria-label={`Copy: ${title}`} onClick={() => clipboard.copy(text)}>
          {clipboard.copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
    </div>
  )
}
