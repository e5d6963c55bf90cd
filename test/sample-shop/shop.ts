/** A small app that mails: sign-up with a code, reset of the password with a link. Where its mail goes, the environment says. */
import { randomBytes, randomInt } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createTransport } from 'nodemailer'

const { SMTP_HOST = 'localhost', SMTP_PORT = '1025', SMTP_USER, SMTP_PASSWORD = 'any' } = process.env
const transport = createTransport({
  host: SMTP_HOST,
  port: Number(SMTP_PORT),
  ...(SMTP_USER && { auth: { user: SMTP_USER, pass: SMTP_PASSWORD } }),
})

const codes = new Map<string, string>()
const tokens = new Map<string, string>()

type Page = (fields: URLSearchParams) => string | Promise<string>

const PAGES: Record<string, Page> = {
  'GET /': () => form('Shop', '/sign-up', field('Email', 'email', 'email'), 'Sign up'),
  'POST /sign-up': async (fields) => {
    const email = fields.get('email') ?? ''
    const code = String(randomInt(100_000, 1_000_000))
    codes.set(email, code)
    await sendMail(email, 'Your code', `<p>Your code is <b>${code}</b></p><p>It is good for ten minutes.</p>`)
    const hidden = `<input type="hidden" name="email" value="${escapeHtml(email)}">`
    return form('Look into your mail', '/confirm', hidden + field('Code', 'code'), 'Confirm')
  },
  'POST /confirm': async (fields) => {
    const email = fields.get('email') ?? ''
    if (codes.get(email) !== fields.get('code')) return page('That is not the code')
    await sendMail(email, 'Welcome to Shop', '<p>We are glad that you are here.</p>', 'terms.pdf')
    return page(`Welcome, ${escapeHtml(email)}`)
  },
  'GET /forgot': () => form('Forgot it?', '/forgot', field('Email', 'email', 'email'), 'Send a link'),
  'POST /forgot': async (fields) => {
    const email = fields.get('email') ?? ''
    const token = randomBytes(16).toString('hex')
    tokens.set(token, email)
    const href = `${url}/reset?token=${token}`
    await sendMail(email, 'Reset your password', `<p><a href="${href}">Choose a new password</a></p>`)
    return page('Look into your mail')
  },
  'GET /reset': (fields) => {
    const token = fields.get('token') ?? ''
    if (!tokens.has(token)) return page('That link is not good any more')
    const hidden = `<input type="hidden" name="token" value="${escapeHtml(token)}">`
    return form('A new password', '/reset', hidden + field('Password', 'password', 'password'), 'Change it')
  },
  'POST /reset': (fields) => page(tokens.delete(fields.get('token') ?? '') ? 'Your password is changed' : 'Once is enough'),
}

const server = createServer((request, response) => {
  answer(request).then(
    (html) => response.setHeader('content-type', 'text/html; charset=utf-8').end(html),
    (error: unknown) => response.writeHead(500).end(String(error)),
  )
})
server.listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
console.log(`shop ready ${url}`)

async function answer(request: IncomingMessage): Promise<string> {
  const { pathname, searchParams } = new URL(request.url ?? '/', url)
  const show = PAGES[`${request.method} ${pathname}`]
  if (!show) return page('There is no such page')
  return show(request.method === 'POST' ? new URLSearchParams(await text(request)) : searchParams)
}

async function sendMail(to: string, subject: string, html: string, filename?: string): Promise<void> {
  const attachments = filename ? [{ filename, content: '%PDF-1.7', contentType: 'application/pdf' }] : []
  await transport.sendMail({ from: 'Shop <hello@shop.test>', to, subject, html, attachments })
}

function form(title: string, action: string, fields: string, button: string): string {
  return page(title, `<form method="post" action="${action}">${fields}<button>${button}</button></form>`)
}

function field(label: string, name: string, type = 'text'): string {
  return `<label>${label} <input name="${name}" type="${type}" required></label>`
}

function page(title: string, content = ''): string {
  return `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${content}`
}

function escapeHtml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
