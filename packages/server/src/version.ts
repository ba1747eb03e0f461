/** The newest version of ClearML's API that is spoken here. */
export const apiVersion = '2.34'
/** The version of ClearML's server whose behaviour ours follows; clients compare it. */
export const serverVersion = '2.3.0'
/** Our own. */
export const version = '0.1.0'
