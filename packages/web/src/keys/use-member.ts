import { useEffect, useRef } from 'react'

/** Has a value in a set while the component is on the page: as a function, which gives the value of the last render. */
export function useMember<Value>(members: Set<() => Value>, value: Value): void {
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  useEffect(() => {
    const member = (): Value => latest.current
    members.add(member)
    return () => void members.delete(member)
  }, [members])
}
