/** List-Unsubscribe (RFC 2369) and its one-click form (RFC 8058). */
import { firstField } from '../header-section.ts'
import { isHttpsUrl, isOneClick, readUnsubscribeUrls } from '../list-unsubscribe.ts'
import type { MailToCheck } from './mail-to-check.ts'
import { quote, type Report } from './report.ts'

export function checkListUnsubscribe({ fields, tree }: MailToCheck, report: Report): void {
  const [field] = fields.get('list-unsubscribe') ?? []
  const [post] = fields.get('list-unsubscribe-post') ?? []
  if (!field && !post) return

  const value = firstField(tree.fields, 'List-Unsubscribe')
  const { urls, hasRest } = readUnsubscribeUrls(value)
  const hasHttps = urls.some(isHttpsUrl)
  if (field) {
    const place = { offset: field.offset }
    if (urls.length === 0 || hasRest || urls.some((url) => !URL.canParse(url)))
      report('bad-list-unsubscribe', `${quote(value)} is no list of URLs in angle brackets`, place)
    else if (!hasHttps && !urls.some((url) => /^mailto:/i.test(url)))
      report('list-unsubscribe-scheme', `${quote(urls.join(', '))} is all it offers`, place)
    else if (hasHttps && !post) report('missing-one-click', 'There is no List-Unsubscribe-Post field', place)
  }
  if (post) {
    const place = { offset: post.offset }
    const said = firstField(tree.fields, 'List-Unsubscribe-Post')
    if (!isOneClick(said)) report('bad-one-click', `${quote(said)} is its value`, place)
    if (!hasHttps)
      report('one-click-without-https', field ? 'List-Unsubscribe has none' : 'There is no List-Unsubscribe field', place)
  }
}
