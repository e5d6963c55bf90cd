/** What the running Mailmitt says about itself, and how an app on this network reaches it. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
import { reachedHost } from '../../shared/client-settings/reached-host.ts'
import type { ServerInfo } from '../../shared/model/server-info.ts'

export interface SmtpAddress {
  host: string
  port: number
}

export const infoKeys = { all: ['info'] as const }

export const infoQuery = (client: Client) =>
  queryOptions({ queryKey: infoKeys.all, queryFn: ({ signal }) => client.info({ signal }) })

/** While nothing can be stored, what is not asked for need not be tried. */
export function isStorageFailing(cache: QueryClient): boolean {
  return cache.getQueryData<ServerInfo>(infoKeys.all)?.storageFault !== undefined
}

/** Undefined when nothing listens for SMTP. */
export function findSmtpAddress(info: ServerInfo, pageHost: string): SmtpAddress | undefined {
  const listener = info.listeners.find(({ protocol }) => protocol === 'smtp')
  return listener && { host: reachedHost(listener.host, pageHost), port: listener.port }
}
