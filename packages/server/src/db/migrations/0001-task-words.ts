import { type Kysely, type RawBuilder, sql } from 'kysely'
import { isPostgres } from '../connection/dialect.ts'

const searched = ['id', 'name', 'comment', 'parent', 'repository', 'entry_point']
/** The columns whose change may change the searched text. The last two of `searched` are parts of the script. */
const sources = ['name', 'comment', 'parent', 'script']

/**
 * Creates the triggers that store `task_words`: the text of a task in which free text is searched for, in lower case and separated by a control
 * character. A search reads only these short rows, where tasks are wide. With triggers no statement can omit it; a change of a task's status does not
 * fire them.
 */
export async function createTaskWordsTriggers(db: Kysely<unknown>): Promise<void> {
  const words = (row: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`lower(${sql.join(
      searched.map((column) => sql`coalesce(${row}.${sql.ref(column)}, '')`),
      isPostgres(db) ? sql` || chr(31) || ` : sql` || char(31) || `,
    )})`
  const of = sql.join(sources.map((column) => sql.ref(column)))
  const made = sql.raw('new')
  if (isPostgres(db)) {
    await sql`
      create function keep_task_words() returns trigger language plpgsql as $$ begin
        insert into task_words (task, company, words) values (new.id, new.company, ${words(made)})
          on conflict (task) do update set words = excluded.words where task_words.words <> excluded.words;
        return null;
      end $$`.execute(db)
    await sql`
      create function forget_task_words() returns trigger language plpgsql as $$ begin
        delete from task_words where task = old.id;
        return null;
      end $$`.execute(db)
    await sql`create trigger task_words_kept after insert or update of ${of} on task for each row execute function keep_task_words()`.execute(
      db,
    )
    await sql`create trigger task_words_forgotten after delete on task for each row execute function forget_task_words()`.execute(db)
    return
  }
  const changed = sql.join(
    searched.map((column) => sql`old.${sql.ref(column)} is not new.${sql.ref(column)}`),
    sql` or `,
  )
  await sql`create trigger task_words_made after insert on task begin
    insert into task_words (task, company, words) values (new.id, new.company, ${words(made)});
  end`.execute(db)
  await sql`create trigger task_words_changed after update of ${of} on task when ${changed} begin
    update task_words set words = ${words(made)} where task = new.id;
  end`.execute(db)
  await sql`create trigger task_words_forgotten after delete on task begin
    delete from task_words where task = old.id;
  end`.execute(db)
}
