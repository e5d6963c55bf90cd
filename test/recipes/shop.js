/**
 * Stands in for the app that a reader of docs/ci-testing.md tests: it mails a code at sign-up, and a link to who forgot a password.
 * It answers first and mails afterwards, as apps with a queue do, so a test that does not wait fails. Where it has a fault, the mail
 * comes first: a test that looks for it is to find it, however busy the machine is.
 */
import { randomInt, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { createTransport } from 'nodemailer'

/**
 * @typedef {{ url: string, close: () => Promise<void> }} RunningShop
 * @typedef {object} ShopSettings
 * @property {string} smtpHost
 * @property {number} smtpPort
 * @property {string} [smtpUser]
 * @property {number} [port] else a free one
 * @property {boolean} [hasFault] it mails to strangers
 */

/**
 * @param {ShopSettings} settings
 * @returns {Promise<RunningShop>}
 */
export async function startApp({ smtpHost, smtpPort, smtpUser, port = 0, hasFault = false }) {
  const auth = smtpUser === undefined ? undefined : { user: smtpUser, pass: 'any' }
  const transport = createTransport({ host: smtpHost, port: smtpPort, auth })
  /** @type {Map<string, string>} */
  const codes = new Map()
  /** @type {Set<string>} */
  const tokens = new Set()
  /** @type {Set<Promise<unknown>>} */
  const mails = new Set()

  /** @type {Record<string, (form: URLSearchParams) => { status?: number, page: string, mail?: { subject: string, html: string } }>} */
  const routes = {
    'GET /': () => ({
      page: form('/signup', 'Sign up', 'email', 'Email') + form('/reset', 'Reset password', 'email', 'Your email'),
    }),
    'POST /signup': (asked) => {
      const [email, code] = [asked.get('email') ?? '', String(randomInt(100_000, 1_000_000))]
      codes.set(email, code)
      const mail = { subject: 'Welcome to Shop', html: `<p>Your code is <b>${code}</b></p>` }
      return { page: form(`/confirm?${new URLSearchParams({ email })}`, 'Confirm', 'code', 'Code'), mail }
    },
    'POST /confirm': (asked) => {
      const isRight = asked.has('code') && codes.get(asked.get('email') ?? '') === asked.get('code')
      return isRight ? { page: '<h1>Your address is confirmed</h1>' } : { status: 403, page: '<h1>This is not the code</h1>' }
    },
    'POST /reset': (asked) => {
      const page = '<h1>We have sent a link, if there is an account</h1>'
      if (!codes.has(asked.get('email') ?? '') && !hasFault) return { page }
      const token = randomUUID()
      tokens.add(token)
      return { page, mail: { subject: 'Reset your password', html: `<p><a href="${url}/reset?token=${token}">Reset</a></p>` } }
    },
    'GET /reset': (asked) => {
      const isRight = tokens.has(asked.get('token') ?? '')
      return isRight
        ? { page: form('/password', 'Save', 'password', 'New password') }
        : { status: 404, page: '<h1>Old link</h1>' }
    },
  }

  const server = createServer(async (request, response) => {
    const asked = new URL(request.url ?? '', url)
    const body = new URLSearchParams(await text(request))
    for (const [name, value] of body) asked.searchParams.set(name, value)
    const answer = routes[`${request.method} ${asked.pathname}`]?.(asked.searchParams) ?? { status: 404, page: 'Not found' }
    const { mail } = answer
    const to = asked.searchParams.get('email') ?? ''
    if (mail && hasFault) await sendMail(to, mail)
    response.writeHead(answer.status ?? 200, { 'content-type': 'text/html; charset=utf-8' }).end(answer.page)
    if (mail && !hasFault) mails.add(sendMail(to, mail))
  })

  /**
   * @param {string} to
   * @param {{ subject: string, html: string }} mail
   */
  function sendMail(to, mail) {
    return transport.sendMail({ from: 'Shop <hello@shop.test>', to, ...mail })
  }

  await once(server.listen(port, '127.0.0.1'), 'listening')
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  const url = `http://127.0.0.1:${address.port}`

  return {
    url,
    async close() {
      server.close().closeAllConnections()
      await Promise.all(mails)
      transport.close()
    },
  }
}

/**
 * @param {string} action
 * @param {string} button
 * @param {string} name
 * @param {string} label
 */
function form(action, button, name, label) {
  return `<form method="post" action="${action}"><label>${label} <input name="${name}"></label><button>${button}</button></form>`
}
