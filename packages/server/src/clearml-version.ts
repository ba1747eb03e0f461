/** The version of ClearML's server whose behaviour this server follows; clients compare it. */
export const clearmlVersion = '2.3.0'
