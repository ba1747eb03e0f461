/** The version of ClearML's server whose behaviour this server follows; clients compare it. */
export const serverVersion = '2.3.0'
/** The version of Clearway. */
export const version = '0.1.0'
