/** What the running Mailmitt says about itself, and how an app on this network reaches it. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
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

const WILDCARDS = ['0.0.0.0', '::', '[::]']

/** A listener on loopback or on every address is reached by the name this page was reached by. */
export function findSmtpAddress(info: ServerInfo, pageHost: string): SmtpAddress | undefined {
  const listener = info.listeners.find(({ protocol }) => protocol === 'smtp')
  if (!listener) return undefined
  const { host, port } = listener
  const isOwnHost = host === 'localhost' || host.startsWith('127.') || host === '::1' || WILDCARDS.includes(host)
  return { host: isOwnHost ? pageHost.replace(/^\[|\]$/g, '') : host, port }
}
