import {
  type CompiledQuery,
  type OperationNode,
  OperationNodeTransformer,
  type PrimitiveValueListNode,
  type QueryResult,
  type RawBuilder,
  sql,
  type Transaction,
  ValueListNode,
  ValueNode,
} from 'kysely'
import type { ReadConnection } from '../../scope.ts'
import { type Dialect, dialectOf } from '../connection/dialect.ts'
import type { Database } from '../schema.ts'

/** Stands in a statement for a value that each run of the statement gives. */
class Placeholder {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Puts a value of the run, by its name, into the statement. */
export type Given<Values> = <Name extends keyof Values & string>(name: Name) => RawBuilder<Values[Name]>

type Build<Db, Values, Row> = (db: Db, given: Given<Values>, shape: string) => CompiledQuery<Row>
type Run<Db, Values, Row> = (db: Db, values: Values, shape?: string) => Promise<QueryResult<Row>>

/**
 * A statement that is built and compiled once and then run with other values, for short statements that run often: Kysely takes several times as long
 * to build and compile one as SQLite takes to run it. The text must not depend on the values. Where it depends on something else, such as the columns
 * that are set, the run gives that as its `shape`, of which there are few; each is compiled once.
 */
export function prepared<Values extends object, Row>(
  build: Build<Transaction<Database>, Values, Row>,
): Run<Transaction<Database>, Values, Row> {
  return compiledOnce(build)
}

/** A prepared statement that only reads. */
export function preparedRead<Values extends object, Row>(build: Build<ReadConnection, Values, Row>): Run<ReadConnection, Values, Row> {
  return compiledOnce(build)
}

function compiledOnce<Db extends ReadConnection, Values extends object, Row>(build: Build<Db, Values, Row>): Run<Db, Values, Row> {
  const compiled: Readonly<Record<Dialect, Map<string, CompiledQuery<Row>>>> = { sqlite: new Map(), postgres: new Map() }
  return (db, values, shape = '') => {
    const known = compiled[dialectOf(db)]
    const query =
      known.get(shape) ??
      withLiterals(
        db,
        build(db, (name) => sql.val(new Placeholder(name) as never), shape),
      )
    known.set(shape, query)
    const parameters = query.parameters.map((value) => (value instanceof Placeholder ? values[value.name as keyof Values] : value))
    return db.getExecutor().executeQuery({ ...query, parameters })
  }
}

/**
 * Writes constants into the text. As parameters they would cost more than the statement: SQLite prepares a statement anew for each run if a parameter is
 * compared with the column of a partial index, or is a limit, because its value may change the plan.
 */
function withLiterals<Row>(db: ReadConnection, { query, queryId }: CompiledQuery<Row>): CompiledQuery<Row> {
  return db.getExecutor().compileQuery(new Literals().transformNode(query), queryId)
}

class Literals extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    return node.value instanceof Placeholder ? node : ValueNode.createImmediate(node.value)
  }

  protected override transformPrimitiveValueList({ values }: PrimitiveValueListNode): PrimitiveValueListNode {
    return ValueListNode.create(values.map((value) => ValueNode.createImmediate(value))) as OperationNode as PrimitiveValueListNode
  }
}

/** Whether a statement that writes has changed a row. */
export function hasChanged({ numAffectedRows }: { readonly numAffectedRows?: bigint }): boolean {
  return (numAffectedRows ?? 0n) > 0n
}

/** The shape of a statement that writes these columns. */
export function columnsOf(row: object): string {
  return Object.entries(row)
    .flatMap(([column, value]) => (value === undefined ? [] : [column]))
    .join(' ')
}

/** The values of the columns that a shape of `columnsOf` names. */
export function givenColumns<Row extends object>(given: Given<Row>, shape: string): { [Column in keyof Row]: RawBuilder<Row[Column]> } {
  return Object.fromEntries(shape.split(' ').map((column) => [column, given(column as never)])) as never
}
