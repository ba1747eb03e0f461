import {
  type BinaryOperationNode,
  OperatorNode,
  PostgresDialect,
  PostgresQueryCompiler,
  PrimitiveValueListNode,
  SqliteQueryCompiler,
} from 'kysely'

/** The number of values from which on `in (…)` passes them as one parameter. SQLite allows 32,766 parameters in a statement, PostgreSQL 65,535. */
const long = 1000

/** Compiles `in` and `not in` for SQLite so that their lists may have any length. */
export class SqliteCompiler extends SqliteQueryCompiler {
  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const values = longList(node)
    if (values === undefined) return super.visitBinaryOperation(node)
    this.visitNode(node.leftOperand)
    this.append(' ')
    this.visitNode(node.operator)
    this.append(' (select value from json_each(')
    this.appendValue(JSON.stringify(values))
    this.append('))')
  }
}

/** Compiles `in` and `not in` for PostgreSQL so that their lists may have any length. */
export class PostgresCompiler extends PostgresQueryCompiler {
  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const values = longList(node)
    if (values === undefined) return super.visitBinaryOperation(node)
    this.visitNode(node.leftOperand)
    this.append(' ')
    this.visitNode(node.operator)
    this.append(' (select unnest(')
    this.appendValue(values)
    this.append(typeof values[0] === 'number' ? '::int8[]))' : '::text[]))')
  }
}

/** Kysely's dialect of PostgreSQL with lists of any length. */
export class LongListPostgresDialect extends PostgresDialect {
  override createQueryCompiler(): PostgresQueryCompiler {
    return new PostgresCompiler()
  }
}

function longList({ operator, rightOperand }: BinaryOperationNode): readonly unknown[] | undefined {
  if (!PrimitiveValueListNode.is(rightOperand) || rightOperand.values.length < long || !OperatorNode.is(operator)) return undefined
  return operator.operator === 'in' || operator.operator === 'not in' ? rightOperand.values : undefined
}
