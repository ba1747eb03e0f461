import { type Kysely, sql } from 'kysely'

/**
 * A user with a password logs in by name, so two of a company may not share a name. Of several who do, the one that was added first keeps the password:
 * the others could never log in by theirs. The configuration, which is where passwords come from, refuses equal names.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    update "user" set password = null
    where password is not null and exists (
      select 1 from "user" as earlier
      where earlier.company = "user".company and earlier.name = "user".name and earlier.password is not null
        and (earlier.created < "user".created or (earlier.created = "user".created and earlier.id < "user".id)))
  `.execute(db)
  await sql`create unique index user_login on "user" (company, name) where password is not null`.execute(db)
}
