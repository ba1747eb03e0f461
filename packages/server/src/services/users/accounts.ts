import { contract, type users } from '@clearway/contract'
import { authorizeAccess } from '../../auth/authorize.ts'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { addAccount } from '../../users/add-user.ts'
import { deleteAccount, editAccount } from '../../users/edit-user.ts'
import { refuseOtherCompany } from '../../users/other-company.ts'
import { declaredFields } from '../declared-fields.ts'

export const create: Handler<typeof users.create> = async ({ company, ...user }, ctx) => {
  refuseOtherCompany(ctx, company)
  await transact(ctx, (tx) => addAccount(tx, { ...user, role: 'user', password: null }))
  ctx.log.info({ user: user.id, name: user.name, role: 'user', by: ctx.user.id }, 'Added a user')
  return {}
}

export const update: Handler<typeof users.update> = async (request, ctx) => {
  const { user, ...fields } = declaredFields(contract.users.update, request)
  if (user !== ctx.user.id) authorizeAccess(ctx, 'admin')
  return { updated: await transact(ctx, (tx) => editAccount(tx, user, fields)), fields }
}

export const deleteUser: Handler<typeof users.delete> = async ({ user }, ctx) => {
  await transact(ctx, (tx) => deleteAccount(tx, user))
  ctx.log.info({ user, by: ctx.user.id }, 'Deleted a user')
  return {}
}
