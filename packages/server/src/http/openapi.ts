import { type Action, contract, errors, type ErrorCode, sharedErrors } from '@clearway/contract'
import { apiVersion } from '@clearway/contract/wire'
import { version } from '@clearway/contract/version'

/** The contract as an OpenAPI 3.1 document. TypeBox schemas are JSON Schema already. */
export function openapi(): object {
  const paths = Object.entries(contract).flatMap(([service, actions]) =>
    Object.entries<Action>(actions).map(([name, action]) => [`/${service}.${name}`, { post: operation(service, name, action) }] as const),
  )
  return {
    openapi: '3.1.0',
    info: { title: 'Clearway', version, description: `Speaks ClearML’s API ${apiVersion}.` },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' }, key: { type: 'http', scheme: 'basic' } } },
    paths: Object.fromEntries(paths),
  }
}

function operation(service: string, name: string, action: Action): object {
  const body =
    action.form === 'lines'
      ? { 'application/json-lines': { schema: { type: 'string' } } }
      : { 'application/json': { schema: action.request } }
  const answer =
    action.form === 'stream'
      ? { 'text/event-stream': { schema: action.response } }
      : action.form === 'text'
        ? { 'text/plain': { schema: { type: 'string' } } }
        : { 'application/json': { schema: framed(action.response) } }
  return {
    operationId: `${service}.${name}`,
    tags: [service],
    summary: action.summary,
    security: action.access === 'anyone' ? [] : [{ token: [] }, { key: [] }],
    requestBody: { content: body },
    responses: { 200: { description: 'Done.', content: answer }, ...refusals([...action.errors, ...sharedErrors]) },
  }
}

const framed = (data: object): object => ({ type: 'object', required: ['meta', 'data'], properties: { meta: { type: 'object' }, data } })

function refusals(codes: readonly ErrorCode[]): object {
  const byStatus = Object.groupBy(codes, (code) => errors[code].status)
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, ofStatus]) => [
      status,
      { description: ofStatus.map((code) => `\`${code}\`: ${errors[code].title}`).join('\n\n') },
    ]),
  )
}
