import type { organization } from '@clearway/contract'
import { isRecord } from '@clearway/contract/is-record'
import type { Context, Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { splitPath } from '../../db/sql/field-path.ts'
import { listModels, listProjects, listTasks } from '../../queries/list.ts'
import { malformed } from '../../queries/malformed.ts'
import { findPreparedList, type PreparedList, storePreparedList, type TableColumn } from '../../queries/prepared-list.ts'
import type { ListRequest } from '../../queries/request.ts'
import { TextFile } from '../../text-file.ts'

const rowsAtOnce = 500

/** Reads one row, so that a request that cannot be read is refused here, and not in the middle of the file. Source: ClearML server 2.3.0. */
export const prepare_download_for_get_all: Handler<typeof organization.prepare_download_for_get_all> = async (request, ctx) => {
  const { entity_type: entity, field_mappings: columns, ...query } = request
  const headings = columns.map(headingOf)
  const twice = headings.find((heading, index) => headings.indexOf(heading) !== index)
  if (twice !== undefined) throw malformed('field_mappings', `has two columns ${twice}`)
  const prepared = { entity, columns, request: { ...query, only_fields: columns.map(({ field }) => field) } }
  await pageOf(ctx, prepared, { page: 0, page_size: 1 })
  return { prepare_id: await transact(ctx, (tx) => storePreparedList(tx, prepared)) }
}

export const download_for_get_all: Handler<typeof organization.download_for_get_all> = async ({ prepare_id: id }, ctx) => {
  const prepared = await findPreparedList(ctx, id)
  // `http/answer.ts` sends what an action of the form `text` answers.
  return new TextFile(`${prepared.entity}_export.csv`, tableOf(ctx, prepared), 'text/csv') as unknown as string
}

async function* tableOf(ctx: Context, prepared: PreparedList): AsyncGenerator<string> {
  yield lineOf(prepared.columns.map(headingOf))
  let scroll: string | undefined
  while (!ctx.signal.aborted) {
    const { rows, scroll_id } = await pageOf(ctx, prepared, { size: rowsAtOnce, ...(scroll === undefined ? {} : { scroll_id: scroll }) })
    if (rows.length > 0) yield rows.map((row) => lineOf(prepared.columns.map((column) => textOf(row, column)))).join('')
    if (rows.length < rowsAtOnce) return
    scroll = scroll_id
  }
}

type Row = Readonly<Record<string, unknown>>

async function pageOf(
  ctx: Context,
  { entity, request }: PreparedList,
  part: ListRequest,
): Promise<{ rows: readonly Row[]; scroll_id?: string }> {
  const asked = { ...request, ...part }
  if (entity === 'task') {
    const { tasks: rows, ...more } = await listTasks(ctx, asked, { joined: true })
    return { rows, ...more }
  }
  if (entity === 'model') {
    const { models: rows, ...more } = await listModels(ctx, asked, { joined: true })
    return { rows, ...more }
  }
  const { projects: rows, ...more } = await listProjects(ctx, asked, { joined: true })
  return { rows, ...more }
}

const headingOf = ({ field, name = field }: TableColumn): string => name

function textOf(row: Row, { field, values = [] }: TableColumn): string {
  const value = splitPath(field).reduce<unknown>((part, key) => (isRecord(part) ? part[key] : undefined), row)
  const text = plain(value)
  return values.find(({ key }) => key === text)?.value ?? text
}

function plain(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(plain).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)
}

/** A line of comma-separated values (RFC 4180). */
function lineOf(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(harmless(cell))).join(',')}\r\n`
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** Begins a text with an apostrophe that a spreadsheet would take for a formula, because anybody can name a task. A number stays a number. */
function harmless(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) && !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(cell) ? `'${cell}` : cell
}
