/** Names and values, those without a value left out. */
import type { ReactNode } from 'react'
import { withKeys } from '../../lib/with-keys.ts'

export type Fact = readonly [name: string, value: ReactNode]

export function Facts({ facts }: { facts: readonly Fact[] }) {
  const told = facts.filter(([, value]) => value !== '' && value !== undefined && value !== false)
  if (told.length === 0) return null
  return (
    <dl>
      {withKeys(told, ([name]) => name).map(({ key, item: [name, value] }) => (
        <div
          key={key}
          className="grid grid-cols-[9rem_1fr] gap-x-4 border-line border-t py-1.5 first:border-t-0 max-sm:grid-cols-[6.5rem_1fr] max-sm:gap-x-3"
        >
          <dt className="min-w-0 text-muted wrap-anywhere">{name}</dt>
          <dd className="min-w-0 wrap-anywhere" dir="auto">
            {value}
          </dd>
        </div>
      ))}
    </dl>
  )
}
