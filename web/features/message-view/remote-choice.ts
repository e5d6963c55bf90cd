/** Which hosts the mail may load from. What is chosen holds for one mail, unless a person says that it holds for all. */
import { createStoredList } from '../../lib/stored-list.ts'

export interface RemoteChoice {
  /** Absent leaves it to the server. */
  remote?: 'block' | 'allow'
  /** Beyond that. */
  hosts: readonly string[]
}

/** Hosts that may be loaded from in every mail. */
export const trustedHosts = createStoredList({
  name: 'remote-hosts',
  max: 100,
  read: (item) => (typeof item === 'string' && item.length < 256 ? item : undefined),
})

export function firstChoice(html: string): RemoteChoice {
  const trusted = trustedHosts.get()
  if (trusted.length === 0) return { hosts: [] }
  const folded = html.toLowerCase()
  return { hosts: trusted.filter((host) => folded.includes(host)) }
}

export function toQuery({ remote, hosts }: RemoteChoice): Record<string, string> {
  return { ...(remote && { remote }), ...(hosts.length > 0 && { remoteHosts: hosts.join(',') }) }
}

export function setTrusted(host: string, trusted: boolean): void {
  trustedHosts.change((hosts) =>
    trusted ? [host, ...hosts.filter((other) => other !== host)] : hosts.filter((other) => other !== host),
  )
}
