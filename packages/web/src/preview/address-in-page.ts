import { ownFileAddress } from '@clearway/contract/file-address'

/**
 * The address at which the browser reads an artifact: at this server, where the cookie is sent, for files of this server; undefined for addresses that a
 * browser must not follow, such as those with a script.
 */
export function addressInPage(uri: string, origin: string): string | undefined {
  const own = ownFileAddress(uri, { url: origin, filesUrl: `${origin}/files` })
  return own ?? (/^https?:\/\//i.test(uri) ? uri : undefined)
}
