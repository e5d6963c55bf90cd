/** What a mail offers to those who want no more of it (RFC 2369 §3.2, RFC 8058). */

/** @param value of List-Unsubscribe, unfolded: URLs in angle brackets, with comments and commas between */
export function readUnsubscribeUrls(value: string): { urls: string[]; hasRest: boolean } {
  return {
    // Folding may have put blanks into long ones.
    urls: Array.from(value.matchAll(/<([^<>]*)>/g), ([, url = '']) => url.replace(/\s+/g, '')).filter((url) => url !== ''),
    hasRest: value.replace(/<[^<>]*>|\([^()]*\)|[\s,]+/g, '') !== '',
  }
}

/** @param value of List-Unsubscribe-Post */
export function isOneClick(value: string): boolean {
  return /^List-Unsubscribe\s*=\s*One-Click$/i.test(value.trim())
}

export function isHttpsUrl(url: string): boolean {
  return /^https:/i.test(url) && URL.canParse(url)
}
