import type { Connection } from '@clearway/sdk'
import { CommandFailed } from './failure.ts'

/** The key pair of a connection, for a command that hands it on. Throws if only a token is known. */
export function keyPairOf({ credentials: { credentials } }: Connection): { readonly accessKey: string; readonly secretKey: string } {
  if (credentials !== undefined) return credentials
  throw new CommandFailed(
    'There is no key pair, only a token. Set CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY, or log in with `clearway login URL`.',
  )
}
