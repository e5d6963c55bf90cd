/** What a list is called: the place in the sidebar that shows it, else the mailbox that is searched. */
import { keyOf, type ListScope } from './api/list-scope.ts'
import { nameOf, type PinnedSearch } from './api/saved-searches.ts'
import { PINNED, UNSEEN } from './features/mailbox-nav/flag-places.tsx'
import { navTexts } from './texts/nav.ts'

export function titleOf(scope: ListScope, places: { tag: string | undefined; pinned: readonly PinnedSearch[] }): string {
  const key = keyOf(scope)
  if (places.tag !== undefined) return places.tag
  if (key === keyOf(UNSEEN)) return navTexts.unseen
  if (key === keyOf(PINNED)) return navTexts.pinned
  const search = places.pinned.find((each) => keyOf(each) === key)
  return search ? nameOf(search) : (scope.mailbox ?? navTexts.all)
}
