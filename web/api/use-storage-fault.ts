/** Why nothing can be stored at the moment, in words for people; undefined while mail is stored. */
import { useQuery } from '@tanstack/react-query'
import { useApi } from './api.ts'
import { infoQuery } from './info-queries.ts'

export function useStorageFault(): string | undefined {
  return useQuery(infoQuery(useApi().client)).data?.storageFault
}
