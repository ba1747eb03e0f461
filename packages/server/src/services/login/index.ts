import type { Implementation, login } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { authService } from '../auth/index.ts'

export const loginService: Implementation<typeof login, Context> = {
  supported_modes: (_, { user }) =>
    Promise.resolve({
      authenticated: user.id !== '',
      // Without it ClearML's web app would offer a login by name alone.
      basic: { enabled: true, guest: { enabled: false } },
      sso: {},
      sso_providers: [],
      server_errors: {},
    }),
  logout: authService.logout,
}
