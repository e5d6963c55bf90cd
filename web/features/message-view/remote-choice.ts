/** Which hosts the mail may load from. A host that a person allows is remembered, for every mail, until it is taken back (DESIGN §8). */
import { createStoredList } from '../../lib/stored-list.ts'

export interface RemoteChoice {
  /** Absent leaves it to the server. */
  remote?: 'block' | 'allow'
  /** Beyond that. */
  hosts: readonly string[]
}

/** Hosts that may be loaded from in every mail; the one that was allowed last comes first. */
export const allowedHosts = createStoredList({
  name: 'remote-hosts',
  max: 200,
  read: (item) => (typeof item === 'string' && item.length < 256 ? item : undefined),
})

export function firstChoice(html: string): RemoteChoice {
  const allowed = allowedHosts.get()
  if (allowed.length === 0) return { hosts: [] }
  const folded = html.toLowerCase()
  return { hosts: allowed.filter((host) => folded.includes(host)) }
}

export function toQuery({ remote, hosts }: RemoteChoice): Record<string, string> {
  return { ...(remote && { remote }), ...(hosts.length > 0 && { remoteHosts: hosts.join(',') }) }
}

export function allowHosts(hosts: readonly string[]): void {
  allowedHosts.change((known) => [...hosts, ...known.filter((host) => !hosts.includes(host))])
}

export function forgetHosts(hosts: readonly string[]): void {
  allowedHosts.change((known) => known.filter((host) => !hosts.includes(host)))
}
