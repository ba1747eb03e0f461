import pg from 'pg'

/** Creates a database on a server, and gives its address. */
export async function createPostgresDatabase(
  server: string,
  { name, template }: { readonly name: string; readonly template: string | undefined },
): Promise<string> {
  // Text is ordered by code point in either kind of database, whatever the server's own locale is. A template is copied as files, which takes a third less
  // processor time than block by block, and half when it is dropped.
  const from = template === undefined ? `template0 encoding 'UTF8' locale 'C'` : `${template} strategy file_copy`
  await command(server, `create database ${name} template ${from}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** Drops a database, also one to which clients are still connected. */
export async function dropPostgresDatabase(server: string, name: string): Promise<void> {
  await command(server, `drop database if exists ${name} with (force)`)
}

async function command(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 30_000 })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
