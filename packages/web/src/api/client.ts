import { createClient, isApiError } from '@clearway/sdk/client'

/** Calls the server that served this page. The browser's cookie authenticates the calls. */
export const api = createClient({ baseUrl: window.location.origin, patienceSeconds: 10 })

/** Exchanges a name with a password, or a key pair, for the session's cookie. Throws the server's refusal. */
export async function logIn(name: string, password: string): Promise<void> {
  const credentials = { accessKey: name, secretKey: password }
  // The client exchanges the key pair with its first call; the answer of that exchange sets the cookie.
  await createClient({ baseUrl: window.location.origin, credentials, patienceSeconds: 0 }).users.get_current_user({})
}

export function isLoggedOut(error: unknown): boolean {
  return isApiError(error) && error.status === 401
}

/** The sentence that the server gives for a failed call, with what to do about it, and without the name of the action that was called. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return isApiError(error) ? message.replace(/^\w+\.\w+: /, '') : message
}
