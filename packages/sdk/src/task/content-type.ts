import { extname } from 'node:path'

const byExtension: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  gz: 'application/gzip',
  htm: 'text/html',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  md: 'text/markdown',
  mjs: 'text/javascript',
  npy: 'application/octet-stream',
  npz: 'application/zip',
  onnx: 'application/octet-stream',
  parquet: 'application/vnd.apache.parquet',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  tsv: 'text/tab-separated-values',
  txt: 'text/plain',
  webp: 'image/webp',
  xml: 'application/xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  zip: 'application/zip',
}

/** The content type of a file by its extension; default: `application/octet-stream`. */
export function contentTypeOf(file: string): string {
  return byExtension[extname(file).slice(1).toLowerCase()] ?? 'application/octet-stream'
}
