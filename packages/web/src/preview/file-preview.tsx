import './preview.css'
import { useQuery } from '@tanstack/react-query'
import { fileQuery } from '../api/files.ts'
import { CellTable, mostRows } from '../ui/cell-table.tsx'
import { Failure } from '../ui/failure.tsx'
import { addressInPage } from './address-in-page.ts'
import { parseCsv } from './csv.ts'
import { JsonTree } from './json-tree.tsx'
import { previewKind, textOf } from './preview-kind.ts'

/** How many bytes of a file are read. */
const most = 500_000
/** How much of a text is shown. */
const mostCharacters = 100_000

/**
 * Shows a file that a program stored: as text, tree, table or image. Nothing of it runs: text becomes text, and an image is drawn by the browser, which
 * runs no scripts of images.
 */
export function FilePreview({ name, uri }: { readonly name: string; readonly uri: string }) {
  const address = addressInPage(uri, window.location.origin)
  if (address?.startsWith(`${window.location.origin}/`) !== true)
    return <p className="muted">The file does not lie on this server, so it is not shown here.</p>
  return previewKind(address).kind === 'image' ? (
    <img className="preview-image" src={address} alt={name} />
  ) : (
    <Content name={name} address={address} />
  )
}

function Content({ name, address }: { readonly name: string; readonly address: string }) {
  const { kind, isCompressed, separator } = previewKind(address)
  const { data, error } = useQuery(fileQuery(address, most, isCompressed))
  if (data === undefined) return <Failure error={error} />
  const text = textOf(data.bytes)
  if (text === undefined) return <p className="muted">The file holds bytes that are no text. Download it to open it.</p>
  const tree = kind === 'json' && !data.isCut ? parsed(text) : undefined
  if (tree !== undefined) return <JsonTree value={tree.value} />
  if (kind === 'table') return <CellTable name={name} rows={parseCsv(text, separator, mostRows + 1)} />
  return (
    <>
      <pre className="preview">{text.slice(0, mostCharacters)}</pre>
      {data.isCut || text.length > mostCharacters ? <p className="muted">The file goes on.</p> : null}
    </>
  )
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
