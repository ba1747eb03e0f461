import type { NewLogin } from '../../forms/user-create.tsx'
import { Command } from '../../ui/copy.tsx'

/** How a user logs in from now on. A link is shown this once. */
export function Login({ login: { name, link } }: { readonly login: NewLogin }) {
  const minutes = (link?.expires_in ?? 0) / 60
  return (
    <div role="status" className="secret">
      {link === undefined ? (
        <p>{name} can log in by name and password.</p>
      ) : (
        <>
          <p>
            This is the only time that the link is shown. It logs in as {name} whoever opens it first, once, in the next{' '}
            {minutes < 120 ? `${minutes} minutes` : `${minutes / 60} hours`}. Copy it now.
          </p>
          <p>
            <Command text={`${window.location.origin}/login#ticket=${link.ticket}`} />
          </p>
        </>
      )}
    </div>
  )
}
