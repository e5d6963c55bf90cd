/** The settings of mail clients, for whoever asks and by the name that they have reached us by. */
import type { FastifyRequest } from 'fastify'
import { type ClientSettings, makeClientSettings } from '../../shared/client-settings/client-settings.ts'
import type { ServerInfo } from '../../shared/model/server-info.ts'
import type { Access } from '../access/access.ts'
import { AppError } from '../errors.ts'
import { hostName } from './host-name.ts'

export interface ClientSettingsDependencies {
  info: () => ServerInfo
  access: Pick<Access, 'isRequired'>
  allowedHosts: readonly string[]
}

/** @throws {AppError} `invalid` when the request names no host */
export type FindClientSettings = (request: FastifyRequest, login: string) => ClientSettings

export function createFindClientSettings({ info, access, allowedHosts }: ClientSettingsDependencies): FindClientSettings {
  return ({ headers }, login) => {
    const name = hostName(headers.host ?? '')
    if (name === undefined)
      throw new AppError('invalid', 'The request names no host by which mail clients could reach this server')
    const known = info()
    const host = withoutPrefix(name, [...allowedHosts, ...(known.tls?.names ?? [])])
    return makeClientSettings({ info: known, host, login, asksPassword: access.isRequired })
  }
}

/** Of `autoconfig.x.test` it is not sure that `x.test` is here too, unless somebody has said so. */
function withoutPrefix(name: string, own: readonly string[]): string {
  const bare = name.replace(/^(autoconfig|autodiscover)\./, '')
  return own.includes(bare) ? bare : name
}

export function noIncoming(): AppError {
  return new AppError(
    'not_found',
    'Nothing here can be read with a mail client: IMAP and POP3 are off; start with --imap localhost:1143',
  )
}
