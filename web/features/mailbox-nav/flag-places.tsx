/** All that is unseen, and all that is pinned: two searches that everybody has. */
import { useQuery } from '@tanstack/react-query'
import { CircleDot, Pin } from 'lucide-react'
import { useApi } from '../../api/api.ts'
import { keyOf, type ListScope } from '../../api/list-scope.ts'
import { searchCountQuery } from '../../api/search-counts.ts'
import { navTexts } from '../../texts/nav.ts'
import { NavItem } from '../../ui/nav-item.tsx'

export const UNSEEN: ListScope = { mailbox: undefined, q: 'is:unseen' }
export const PINNED: ListScope = { mailbox: undefined, q: 'is:pinned' }

export interface FlagPlacesProps {
  current: ListScope
  /** Absent while it is not known. None are not counted. */
  unseen: number | undefined
  hrefOf: (scope: ListScope) => string
  onSelect: (scope: ListScope) => void
}

export function FlagPlaces({ current, unseen, hrefOf, onSelect }: FlagPlacesProps) {
  const { client } = useApi()
  const { data: pinned } = useQuery(searchCountQuery(client, PINNED))
  const place = (scope: ListScope) => ({
    current: keyOf(current) === keyOf(scope),
    href: hrefOf(scope),
    onSelect: () => onSelect(scope),
  })
  return (
    <>
      <NavItem
        icon={CircleDot}
        label={navTexts.unseen}
        counts={unseen ? { total: unseen } : undefined}
        testId="nav-unseen"
        {...place(UNSEEN)}
      />
      <NavItem
        icon={Pin}
        label={navTexts.pinned}
        counts={pinned?.total ? { total: pinned.total, isAtLeast: pinned.isAtLeast } : undefined}
        testId="nav-pinned"
        {...place(PINNED)}
      />
    </>
  )
}
