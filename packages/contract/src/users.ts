import { Type as t } from 'typebox'
import { action } from './action.ts'
import { Document, Empty, flag, Id, Ids, opt, Time, Updated } from './fields.ts'
import { Choice } from './list.ts'

/** A name for a user. It is the login, which stands before a colon in Basic credentials. */
export const NewUserName = t.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^:\\s]([^:]*[^:\\s])?$',
  description: 'no colon; no space at its ends',
})
export const Password = t.String({ minLength: 8, maxLength: 1000 })
export const Company = t.String({ description: 'the id of this workspace' })
/** What people enter about a user. An empty text removes it. */
export const UserDetails = {
  email: opt(t.String({ maxLength: 320, pattern: '^([^@\\s]+@[^@\\s]+)?$' })),
  given_name: opt(t.String({ maxLength: 200 })),
  family_name: opt(t.String({ maxLength: 200 })),
  avatar: opt(t.String({ maxLength: 2000, pattern: '^(https?://.*)?$', description: 'the address of a picture' })),
}
/** How an action on another user is refused. */
export const otherUser = ['user_not_found', 'role_above_own'] as const

const UserParts = { email: opt(t.String()), given_name: opt(t.String()), family_name: opt(t.String()), avatar: opt(t.String()) }

const ListedUser = t.Object({
  id: Id,
  name: opt(t.String()),
  role: opt(t.String()),
  company: opt(t.String()),
  created: opt(Time),
  configured: opt(t.Boolean({ description: 'whether the configuration says name, role and password, which can be changed there alone' })),
  ...UserParts,
})
const usersQuery = {
  id: opt(Choice),
  name: opt(t.String({ description: 'regular expression, unanchored and case-sensitive' })),
  only_fields: opt(t.Union([t.Array(t.String(), { maxItems: 1000 }), t.String()])),
  order_by: opt(t.Union([t.Array(t.String()), t.String()], { description: 'id, name, role or created; `-` before it: descending' })),
  page: opt(t.Integer({ minimum: 0, description: 'from 0' })),
  page_size: opt(t.Integer({ minimum: 1, description: 'capped at 500' })),
}
const usersList = {
  access: 'viewer',
  attempt: 'reads',
  repeat: 'safe',
  response: t.Object({ users: t.Array(ListedUser) }),
  errors: ['invalid_pattern'],
} as const

export const users = {
  get_current_user: action({
    summary: 'The user who calls.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({}),
    response: t.Object({
      user: t.Object({
        id: Id,
        name: t.String(),
        role: t.String(),
        company: t.Object({ id: t.String(), name: t.String() }),
        created: Time,
        preferences: t.Record(t.String(), t.Unknown()),
        ...UserParts,
      }),
      getting_started: t.Union([t.Null(), t.Object({})]),
      settings: t.Object({}),
    }),
    errors: [],
  }),
  get_by_id: action({
    summary: 'One user of the workspace.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ user: Id }),
    response: t.Object({
      user: t.Object({ id: Id, name: t.String(), role: t.String(), company: t.String(), created: Time, ...UserParts }),
    }),
    errors: ['user_not_found'],
  }),
  create: action({
    summary: 'Add a user with a given id, who has the role user and no login yet.',
    access: 'admin',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({
      id: t.String({ minLength: 1, maxLength: 200, pattern: '^[\\w.@-]+$', description: 'letters, digits and _ . @ -' }),
      company: Company,
      name: NewUserName,
      ...UserDetails,
    }),
    response: Empty,
    errors: ['user_exists', 'other_company'],
  }),
  update: action({
    summary: 'Change what is known of the user who calls, or of another by an administrator. An empty text removes it.',
    access: 'account',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({ user: Id, name: opt(NewUserName), ...UserDetails }),
    response: Updated,
    errors: [...otherUser, 'user_exists', 'user_is_configured'],
  }),
  delete: action({
    summary: 'Delete a user: keys, sessions and tickets end at once. What the user made stays, under the user’s name; running steps go on.',
    access: 'admin',
    attempt: 'never',
    repeat: 'unsafe',
    request: t.Object({ user: Id }),
    response: Empty,
    errors: [...otherUser, 'user_is_configured', 'last_administrator'],
  }),
  get_preferences: action({
    summary: 'The preferences of the user who calls, as clients have stored them.',
    access: 'viewer',
    attempt: 'never',
    repeat: 'safe',
    request: Empty,
    response: t.Object({ preferences: Document }),
    errors: [],
  }),
  set_preferences: action({
    summary: 'Change preferences of the user who calls. A name with dots is a path: `a.b` is the key b of the object a.',
    access: 'user',
    attempt: 'never',
    repeat: 'safe',
    request: t.Object({
      preferences: Document,
      return_updated: opt(t.Boolean({ description: 'whether `fields` is to have all preferences as they then are, the default' })),
      return_updated_preferences: flag('Answer `preferences` as they then are, changed or not.'),
    }),
    response: t.Object({
      updated: t.Integer({ description: '0 if the preferences were so before' }),
      fields: t.Object({ preferences: opt(Document) }),
      preferences: opt(Document),
    }),
    errors: [],
  }),
  get_all: action({
    ...usersList,
    summary: 'The users of the workspace that meet filters, sorted by name.',
    request: t.Object(usersQuery),
  }),
  get_all_ex: action({
    ...usersList,
    summary: 'The same, and with active_in_projects only users who made something there.',
    request: t.Object({
      ...usersQuery,
      active_in_projects: opt({ ...Ids, description: 'these projects and those below them; an empty list: any project' }),
    }),
  }),
} as const
