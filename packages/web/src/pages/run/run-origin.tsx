import type { RunHead } from '@clearway/contract'
import { codeName } from '@clearway/contract/run-origin'

/** Of which code a run is, and who started it, as far as they are known. */
export function RunOrigin({ run: { code, user } }: { readonly run: RunHead }) {
  return (
    <span className="run-origin">
      {code === undefined ? null : (
        <>
          <span className="mono" title={[code.repository, code.branch ?? code.tag, code.commit].filter(Boolean).join(' ')}>
            {codeName(code)}
          </span>{' '}
          ·{' '}
        </>
      )}
      {user?.name === undefined ? null : <>by {user.name} · </>}
    </span>
  )
}
