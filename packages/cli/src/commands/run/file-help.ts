import { typesIn } from '@clearway/engine'
import { resolve } from 'node:path'
import { existsSync } from 'node:fs'
import type { Look } from '../../look.ts'
import type { HostedPipeline } from '../../program-host/messages.ts'
import { describeFile } from '../../program-host/program-process.ts'
import { schemaOf } from '../../program-host/read-parameters.ts'

/** The parameters of the pipelines in the file that the words name; undefined if they name none. */
export async function fileHelp(words: readonly string[], look: Look): Promise<string | undefined> {
  const file = words.find((word) => /\.[cm]?[jt]s$/.test(word) && existsSync(word))
  if (file === undefined) return undefined
  const pipelines = await describeFile(resolve(file), () => {})
  if (pipelines.length === 0) return `${file} exports no pipeline.`
  return pipelines.map((one) => pipelineHelp(one, look)).join('\n\n')
}

function pipelineHelp({ name, parameters }: HostedPipeline, look: Look): string {
  const title = look.paint('bold', `Parameters of pipeline '${name}':`)
  if (parameters === undefined) return `${title}\n  Its schema does not list them.`
  if (parameters.length === 0) return `${title}\n  none`
  const terms = parameters.map((parameter) => {
    const type = parameter.type ?? [...(typesIn(schemaOf(parameter)) ?? ['JSON'])].join('|')
    return `--${parameter.name}${type === 'boolean' ? '' : ` <${type}>`}`
  })
  const width = Math.max(...terms.map((term) => term.length))
  const lines = parameters.map((parameter, at) => {
    const { description, isOptional = false } = parameter
    const value = 'default' in parameter ? `Default: ${JSON.stringify(parameter.default)}` : isOptional ? 'Optional.' : 'Required.'
    return `  ${look.paint('cyan', (terms[at] ?? '').padEnd(width))}  ${description === undefined ? value : `${description} ${value}`}`
  })
  return [title, ...lines].join('\n')
}
