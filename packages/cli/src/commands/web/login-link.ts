import type { Api } from '@clearway/sdk'

/**
 * An address that logs the browser which opens it in, once, within a few minutes. The ticket is behind the `#`, which browsers send to no server, so it
 * reaches no log and no other site.
 */
export async function loginLink(api: Api, url: string): Promise<{ readonly link: string; readonly expiresIn: number }> {
  const { ticket, expires_in: expiresIn } = await api.auth.create_ticket({})
  return { link: `${url}/login#ticket=${ticket}`, expiresIn }
}

/** `5 minutes`. */
export function minutesOf(seconds: number): string {
  const minutes = Math.max(1, Math.floor(seconds / 60))
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}
