import { type Kysely, sql } from 'kysely'

/**
 * Makes the names of users with passwords unique in a company, because these log in by name. Of several users with one name the first keeps the
 * password, since the others could never log in. The configuration, which is the source of passwords, refuses equal names.
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
