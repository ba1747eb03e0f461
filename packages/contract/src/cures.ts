/** The cures that the server carries out when it is asked (`tasks.cure`). */
export const curesOnRequest = ['light_lane', 'move', 'release', 'resume', 'resume_run', 'resume_worker'] as const
export type CureOnRequest = (typeof curesOnRequest)[number]
