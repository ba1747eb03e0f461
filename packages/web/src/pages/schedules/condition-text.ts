import type { Trigger } from '@clearway/contract'
import { lookOf } from '../../ui/look.ts'

type Condition = Pick<Trigger, 'entity' | 'statuses' | 'tags' | 'project' | 'name_pattern' | 'types' | 'required_tags'>

/** What a trigger waits for, in words. */
export function conditionText({
  entity,
  statuses = [],
  tags = [],
  project,
  name_pattern: pattern,
  types = [],
  required_tags: required = [],
}: Condition): string {
  const events = [
    ...(statuses.length === 0 ? [] : [`becomes ${statuses.map((status) => lookOf(status).label).join(' or ')}`]),
    ...(tags.length === 0 ? [] : [`gets the tag ${tags.join(' or ')}`]),
  ]
  const limits = [
    ...(types.length === 0 ? [] : [`of the type ${types.join(' or ')}`]),
    ...(project === undefined ? [] : [`in ${project}`]),
    ...(pattern === undefined ? [] : [`whose name matches ${pattern}`]),
    ...(required.length === 0 ? [] : [`with the tags ${required.join(' and ')}`]),
  ]
  return `a ${[entity, ...limits].join(' ')} ${events.join(', or ')}`
}
