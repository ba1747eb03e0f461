import { messageOf } from '../api/client.ts'

/** Why something could not be read or done, in the server's words. */
export function Failure({ error }: { readonly error: unknown }) {
  return error === null || error === undefined ? null : (
    <p role="alert" className="error">
      {messageOf(error)}
    </p>
  )
}
