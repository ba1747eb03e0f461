/** Whether the server has another build of the app than the page was made by: the files of the older one are gone. False as long as the server is away. */
export async function isBuiltAnew(): Promise<boolean> {
  const { pathname } = new URL(document.querySelector<HTMLScriptElement>('script[type=module]')?.src ?? location.href)
  try {
    const answer = await fetch('/', { headers: { accept: 'text/html' } })
    return answer.ok && !(await answer.text()).includes(`src="${pathname}"`)
  } catch {
    return false
  }
}
