import './cell-table.css'

/** How many rows and columns are shown. */
export const mostRows = 200
const mostColumns = 40

/** A table that a program stored, the first row as its head: as much of it as a page holds. */
export function CellTable({ name, rows }: { readonly name: string; readonly rows: readonly (readonly string[])[] }) {
  const [head = [], ...body] = rows
  return (
    <div className="preview-table" tabIndex={0} role="region" aria-label={`${name} as a table`}>
      <table>
        <thead>
          <tr>
            {head.slice(0, mostColumns).map((cell, index) => (
              <th key={index} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.slice(0, mostRows).map((row, index) => (
            <tr key={index}>
              {row.slice(0, mostColumns).map((cell, at) => (
                <td key={at}>{cell.slice(0, 300)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > mostRows || head.length > mostColumns ? (
        <p className="muted">
          The first {mostRows} rows and {mostColumns} columns are shown.
        </p>
      ) : null}
    </div>
  )
}
