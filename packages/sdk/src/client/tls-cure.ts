const ofCertificates: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** What helps where the connection failed because of TLS, by the code of the failure; undefined for other failures. */
export function tlsCure(failure: string): string | undefined {
  if (failure === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return 'What answers there speaks no TLS: begin the address with http:// instead of https://.'
  if (failure === 'CERT_HAS_EXPIRED' || failure === 'CERT_NOT_YET_VALID') {
    const when = failure === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'
    return `By the clock of this machine, ${new Date().toISOString()}, the server’s certificate ${when}: correct the clock, or renew the certificate.`
  }
  if (failure === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'The server’s certificate is for another name: use the address that it names.'
  if (ofCertificates.has(failure))
    return 'This machine does not know who signed the server’s certificate: set NODE_EXTRA_CA_CERTS to the file with the certificate of that authority.'
  return /^(ERR_(SSL|TLS)_|CERT_|EPROTO$)/.test(failure)
    ? 'The connection by TLS failed: check the address, and the server’s certificate.'
    : undefined
}
