/** Who asks, and what they may do: from what a request brings to a grant. Knows no HTTP but the words of its credentials. */
import { BlockList, isIP, isIPv6 } from 'node:net'
import { newSecret } from '../clock.ts'
import { ConfigError } from '../config/load.ts'
import type { Config } from '../config/settings.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import { type CredentialSettings, type Credentials, loadCredentials } from './credentials.ts'
import { createPasswordCheck, type PasswordLogin } from './password-check.ts'
import { isSameText } from './same-text.ts'
import { createSignIns, type SignIn } from './sign-ins.ts'
import { SCOPES, type Scope, type Token } from './tokens.ts'

export type AccessSettings = CredentialSettings & Pick<Config, 'trusted-proxies' | 'proxy-user-header'>

/** What somebody may do, as long as it holds. */
export interface Grant {
  /** Of the user or the token; absent where everybody may do everything. */
  name: string | undefined
  by: 'nobody' | 'password' | 'sign-in' | 'token' | 'proxy'
  scopes: ReadonlySet<Scope>
  /** The only one that is seen; all of them when absent. */
  mailbox: string | undefined
  signIn: SignIn | undefined
  /** False when what it was given for has been taken away. */
  holds(): boolean
}

/** What a request brings. */
export interface Presented {
  /** IP address that the connection comes from. */
  peer: string
  /** Value of X-Forwarded-For, which counts for nothing unless a trusted proxy says it. */
  forwardedFor: string | undefined
  /** Value of Authorization (RFC 9110 §11.6.2). */
  authorization: string | undefined
  /** Of the cookie. */
  signIn: string | undefined
  /** What `--proxy-user-header` says. */
  proxyUser: string | undefined
}

/** What a mail client brings. */
export interface Login {
  name: string
  password: string | undefined
  token: string | undefined
  /** IP address that it comes from. */
  address: string
}

export type Access = ReturnType<typeof createAccess>

const EVERYTHING: ReadonlySet<Scope> = new Set(SCOPES)
const MAX_AUTHORIZATION = 4096

/** @throws {ConfigError} with one line for each fault of settings and files */
export function readAccess(config: AccessSettings): Credentials {
  const [proxies, header] = [config['trusted-proxies'].length > 0, config['proxy-user-header'] !== undefined]
  const faults: string[] = []
  if (proxies && !header)
    faults.push('--trusted-proxies needs --proxy-user-header: the field in which they say who has signed in')
  if (header && !proxies) faults.push('--proxy-user-header needs --trusted-proxies: who may say so')
  try {
    const credentials = loadCredentials(config)
    if (faults.length === 0) return credentials
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    faults.push(...error.problems)
  }
  throw new ConfigError(faults)
}

export interface AccessDependencies {
  config: AccessSettings
  credentials: Credentials
  /** Of the database. */
  secret: string
  log: Log
}

export function createAccess({ config, credentials, secret, log }: AccessDependencies) {
  const { users, tokens } = credentials
  const { users: usersPath, user, tokens: tokensPath, 'proxy-user-header': proxyHeader } = config
  // By what was asked for, not by who is known: a file that names nobody lets nobody in.
  const isRequired = [usersPath, user, tokensPath, proxyHeader].some((setting) => setting !== undefined)
  const proxies = toBlockList(config['trusted-proxies'])
  const signIns = createSignIns({ secret, users })
  const checkPassword = createPasswordCheck({ users, log })
  /** Of the program to itself. */
  const ownToken = newSecret()
  const standing = new Set<() => void>()

  const recheck = () => {
    for (const look of standing) look()
  }
  const unfollow = credentials.follow(log, recheck)

  function grantUser(name: string, by: Grant['by'], more: Partial<Grant> = {}): Grant {
    const version = users.versionOf(name)
    const holds = () => users.versionOf(name) === version
    return { name, by, scopes: EVERYTHING, mailbox: undefined, signIn: undefined, holds, ...more }
  }

  function grantToken(token: Token): Grant {
    const { name, scopes, mailbox } = token
    // Whoever may change everything may also read and send.
    const all = scopes.has('admin') ? EVERYTHING : scopes
    return { name, by: 'token', scopes: all, mailbox, signIn: undefined, holds: () => tokens.holds(token) }
  }

  async function byAuthorization(authorization: string, address: string): Promise<Grant> {
    const [, scheme = '', value = ''] =
      authorization.length > MAX_AUTHORIZATION ? [] : (/^(\w+) +([\w\-.~+/]+=*)$/.exec(authorization.trim()) ?? [])
    if (scheme.toLowerCase() === 'bearer')
      return isSameText(value, ownToken) ? { ...grantOpen(), by: 'token' } : checkToken(value, address)
    if (scheme.toLowerCase() !== 'basic')
      throw new AppError('unauthenticated', 'Authorization takes `Bearer` and a token, or `Basic` and name and password')
    const [, name = '', password = ''] = /^([^:]+):(.+)$/s.exec(Buffer.from(value, 'base64').toString()) ?? []
    if (name === '') throw new AppError('unauthenticated', 'Basic takes name and password, with a colon between, in Base64')
    return checkPair({ name, password, address, isSignIn: false })
  }

  /** @throws {AppError} `unauthenticated` */
  function checkToken(text: string, address: string): Grant {
    const token = tokens.find(text)
    if (token) return grantToken(token)
    log.warn({ address }, 'unknown token')
    throw new AppError('unauthenticated', 'This token is not known here; it may have been taken out of the file of --tokens')
  }

  /** @throws {AppError} `too_many_attempts`, `unauthenticated` */
  async function checkPair(login: PasswordLogin): Promise<Grant> {
    await checkPassword(login)
    return grantUser(login.name.normalize('NFC'), 'password')
  }

  return {
    isRequired,
    /** Somebody can sign in with name and password. */
    hasUsers: usersPath !== undefined || user !== undefined,
    proxyHeader,
    ownToken,
    signIns,

    /**
     * What is brought in Authorization counts alone, so that a mistake in it is told of.
     *
     * @throws {AppError} `unauthenticated`, `too_many_attempts`
     */
    async check({ authorization, signIn, proxyUser, ...from }: Presented): Promise<Grant> {
      if (!isRequired) return grantOpen()
      if (authorization !== undefined) return byAuthorization(authorization, clientAddress(from))
      if (proxyUser !== undefined && proxyUser.trim() !== '' && isTrusted(from.peer))
        return { ...grantOpen(), name: proxyUser.trim(), by: 'proxy' }
      const known = signIn === undefined ? undefined : signIns.read(signIn)
      if (!known) throw new AppError('unauthenticated', NOT_SIGNED_IN)
      const grant = grantUser(known.name, 'sign-in', { signIn: known })
      return { ...grant, holds: () => grant.holds() && signIns.holds(known) }
    },

    /**
     * What a mail client brings: a token, or a name and a password, which may be a token.
     *
     * @throws {AppError} `unauthenticated`, `too_many_attempts`
     */
    async checkLogin({ name, password = '', token, address }: Login): Promise<Grant> {
      if (!isRequired) return grantOpen()
      if (token !== undefined) return checkToken(token, address)
      const byToken = tokens.find(password)
      return byToken ? grantToken(byToken) : checkPair({ name, password, address, isSignIn: true })
    },

    /**
     * @returns the value that the browser keeps
     * @throws {AppError} `unauthenticated`, `too_many_attempts`
     */
    async signIn(name: string, password: string, from: Pick<Presented, 'peer' | 'forwardedFor'>): Promise<string> {
      await checkPassword({ name, password, address: clientAddress(from), isSignIn: true })
      return signIns.write(name.normalize('NFC'))
    },

    signOut(grant: Grant): void {
      if (!grant.signIn) return
      signIns.end(grant.signIn)
      recheck()
    },

    /**
     * For what goes on for long.
     *
     * @param onEnd called once when the grant holds no more
     * @returns a function that ends the watch
     */
    watch(grant: Grant, onEnd: () => void): () => void {
      const look = () => {
        if (grant.holds() || !standing.delete(look)) return
        onEnd()
      }
      standing.add(look)
      // It may have been taken away since it was looked at.
      queueMicrotask(look)
      return () => void standing.delete(look)
    },

    close: unfollow,
  }

  /** Behind proxies, the last one that is none of them. */
  function clientAddress({ peer, forwardedFor = '' }: Pick<Presented, 'peer' | 'forwardedFor'>): string {
    const hops = forwardedFor
      .slice(-MAX_AUTHORIZATION)
      .split(',')
      .map((hop) => hop.trim())
    let address = peer
    while (isTrusted(address)) {
      const hop = hops.pop()
      if (hop === undefined || isIP(hop) === 0) break
      address = hop
    }
    return address
  }

  function isTrusted(address: string): boolean {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
    return proxies.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
  }
}

const NOT_SIGNED_IN =
  'This Mailmitt asks who you are: sign in, or send a token (Authorization: Bearer …; for commands and clients MAILMITT_TOKEN) or name and password (Basic; user:password@ in MAILMITT_URL)'

/** Where nobody is asked who they are. */
function grantOpen(): Grant {
  return { name: undefined, by: 'nobody', scopes: EVERYTHING, mailbox: undefined, signIn: undefined, holds: () => true }
}

function toBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}
