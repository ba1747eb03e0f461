/** The server does not let the attempt begin: it has expired, or its task was taken away. */
export class Refused extends Error {
  override readonly name = 'Refused'
}
