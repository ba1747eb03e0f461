import { type LimitNode, PostgresDialect, PostgresQueryCompiler, type PrimitiveValueListNode, SqliteQueryCompiler, ValueNode } from 'kysely'

/** The number of values from which on a list passes them as one parameter. SQLite allows 32,766 parameters in a statement, PostgreSQL 65,535. */
const long = 1000

/**
 * Compiles the lists of `in` and `not in` for SQLite so that they may have any length, and limits as numbers: SQLite prepares a statement with a parameter
 * as its limit anew for each run, because the number may change the plan.
 */
export class SqliteCompiler extends SqliteQueryCompiler {
  protected override visitPrimitiveValueList(node: PrimitiveValueListNode): void {
    if (node.values.length < long) return super.visitPrimitiveValueList(node)
    this.append('(select value from json_each(')
    this.appendValue(JSON.stringify(node.values))
    this.append('))')
  }

  protected override visitLimit({ limit }: LimitNode): void {
    this.append('limit ')
    this.visitNode(ValueNode.is(limit) ? ValueNode.createImmediate(limit.value) : limit)
  }
}

/** Compiles the lists of `in` and `not in` for PostgreSQL so that they may have any length. */
export class PostgresCompiler extends PostgresQueryCompiler {
  protected override visitPrimitiveValueList(node: PrimitiveValueListNode): void {
    if (node.values.length < long) return super.visitPrimitiveValueList(node)
    this.append('(select unnest(')
    this.appendValue(node.values)
    this.append(typeof node.values[0] === 'number' ? '::int8[]))' : '::text[]))')
  }
}

/** Kysely's dialect of PostgreSQL with lists of any length. */
export class LongListPostgresDialect extends PostgresDialect {
  override createQueryCompiler(): PostgresQueryCompiler {
    return new PostgresCompiler()
  }
}
