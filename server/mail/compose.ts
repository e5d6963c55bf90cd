/** Mail data made here: from a compose request, and the sample a newcomer sends. */
import type { Envelope } from '../../shared/model/envelope.ts'
import type { SendRequest } from '../../shared/model/message.ts'
import { AppError } from '../errors.ts'
import { findBodyOffset } from './header-section.ts'

type SendAddress = SendRequest['from']

export interface ComposedMail {
  envelope: Envelope
  mailData: Buffer
}

/** Reads no file and no URL, whatever the request says. */
export async function composeMail(request: SendRequest): Promise<ComposedMail> {
  const { subject, text, html } = request
  // Large, and few ever ask for it.
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const composer = new MailComposer({
    from: toNodemailer(request.from),
    to: request.to?.map(toNodemailer),
    cc: request.cc?.map(toNodemailer),
    bcc: request.bcc?.map(toNodemailer),
    replyTo: request.replyTo?.map(toNodemailer),
    subject: subject && oneLine(subject),
    text: text ?? (html === undefined ? '' : undefined),
    html,
    headers: request.headers?.map(({ name, value }) => ({ key: name, value: oneLine(value) })),
    attachments: request.attachments?.map(({ filename, contentType, contentId, disposition, content }) => ({
      filename: oneLine(filename),
      contentType: contentType && oneLine(contentType),
      cid: contentId && oneLine(contentId),
      contentDisposition: disposition,
      content: Buffer.from(content, 'base64'),
    })),
    // Else the lines of text and HTML end as they do in the request.
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const node = composer.compile()
  const { from, to } = node.getEnvelope()
  if (to.length === 0) throw new AppError('invalid', 'Name at least one recipient in to, cc or bcc')
  const mailData = await node.build()
  if (!HEADER_SECTION.test(mailData.toString('latin1', 0, findBodyOffset(mailData, 0, mailData.length))))
    throw new AppError('invalid', 'An address or a header value holds characters that no header field can carry')
  return { envelope: { reversePath: from || '', forwardPaths: to }, mailData }
}

/** Fields and their continuations, up to the empty line (RFC 5322 §2.2). The composer folds at white space that is none there. */
const HEADER_SECTION = /^(?:[!-9;-~]+:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*)*\r\n$/

/** Nothing that could end a header field. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}

function toNodemailer(address: SendAddress): string | { name: string; address: string } {
  if (typeof address === 'string') return oneLine(address)
  return { name: oneLine(address.displayName ?? ''), address: oneLine(address.addrSpec) }
}

/** Shows what there is to show: HTML beside text, an inline image, an attachment, a blind recipient. */
export function sampleRequest(sentAt: Date): SendRequest {
  const code = String(100_000 + (sentAt.getTime() % 900_000))
  return {
    from: { displayName: 'Harbour Books', addrSpec: 'hello@harbour-books.example' },
    to: [{ displayName: 'Ann Carter', addrSpec: 'ann@customer.example' }],
    bcc: ['archive@harbour-books.example'],
    subject: `${code} is your Harbour Books code`,
    text: `Hello Ann,\n\nyour sign-in code is ${code}. It is valid for ten minutes.\n\nOr open this link: https://harbour-books.example/sign-in?code=${code}\n\nHarbour Books\n12 Quay Street\n`,
    html: SAMPLE_HTML.replaceAll('{code}', code),
    attachments: [
      {
        filename: 'logo.png',
        contentType: 'image/png',
        contentId: 'logo@harbour-books.example',
        disposition: 'inline',
        content: SAMPLE_LOGO,
      },
      {
        filename: 'terms.txt',
        contentType: 'text/plain',
        disposition: 'attachment',
        content: Buffer.from('Terms of Harbour Books\n\n1. Books are read at your own pace.\n').toString('base64'),
      },
    ],
  }
}

const SAMPLE_LOGO =
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAYAAACqaXHeAAABWklEQVR42u2bSxLCMAxDdQMuyP3PwIYpwwJmWlr6ieyotRZZVrZem2APMW73Ow6uQWwd8nFWszQoVzW+GUQF838hVDG/CKGS+VkI1cz/QKhofgTBAIqa/0IwAAMwAAMYKi8DMAADMAADMAADMIDUNTwfo1UGwNS4AggoGO8JAmrmsyFA0XwmBKiaz4Dw1kdEEJb5SBAfXbADtBjJgDDVBCsAK/lICHN6YASISDpLD5FvLHI7sXSgvF8zzhSc6cSOyBHsAOp1xTRHMAO0mMmCsFoJRppn6LBfEFqD9OoGWXqIPunVvyjsDZR9cB2JJd0N9iioVpuhnsbZz++NgchO66j2pbpBtuZpusHILcXUQa+qLuvrau4Feh5WLb8S0r1Az4Zorg5AVJ2tBmHzLTHlf3LIOS5fk1M1Ts5x/Z6gonFijr4o6evyBuCRGQ9NeWzOg5MenfXwdNnx+Rfv5qYY6Q6RawAAAABJRU5ErkJggg=='

const SAMPLE_HTML = `<!doctype html>
<html lang="en">
<body style="margin:0;background:#f4f1ea;font-family:Georgia,'Times New Roman',serif;color:#26302f">
<div style="display:none">Your sign-in code is {code}. It is valid for ten minutes.</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" style="max-width:520px;background:#fffdf8;border:1px solid #e2dccf;border-radius:8px" cellpadding="0" cellspacing="0">
<tr><td style="padding:28px 32px 0"><img src="cid:logo@harbour-books.example" width="32" height="32" alt="" style="vertical-align:middle;border-radius:6px"> <strong style="font-size:18px;margin-left:8px">Harbour Books</strong></td></tr>
<tr><td style="padding:20px 32px;font-size:17px;line-height:1.6"><p style="margin:0 0 16px">Hello Ann,</p><p style="margin:0 0 16px">here is the code to sign in:</p>
<p style="margin:0 0 20px;font:600 34px/1 ui-monospace,Menlo,monospace;letter-spacing:6px">{code}</p>
<p style="margin:0 0 24px"><a href="https://harbour-books.example/sign-in?code={code}" style="display:inline-block;background:#0f5c5c;color:#ffffff;text-decoration:none;padding:12px 22px;border-radius:6px">Sign in</a></p>
<p style="margin:0;color:#5d6866;font-size:14px">It is valid for ten minutes. If you did not ask for it, you can ignore this mail.</p></td></tr>
<tr><td style="padding:18px 32px 26px;border-top:1px solid #e2dccf;color:#5d6866;font-size:13px">Harbour Books, 12 Quay Street</td></tr>
</table></td></tr></table>
</body></html>`
