/** Shows a mail in a theme. The mail is asked, not the reader's system, so that each theme is the same on every machine. */
import type { MailTheme } from '../../shared/model/mail-theme.ts'

export interface Theme {
  /** Answers the media queries of a style sheet or of an element for this theme. */
  rewrite: (css: string) => string
  /** Whether what was rewritten has styles for the dark. */
  hasDarkStyles: () => boolean
  /** What a mail that sets nothing looks like. */
  frameStyle: (hasDarkStyles: boolean) => string
}

const ALWAYS = '(min-width:0px)'
/** A width is never negative. */
const NEVER = '(max-width:-1px)'

export function createTheme(theme: MailTheme): Theme {
  const shown = theme === 'author-dark' ? 'dark' : 'light'
  let found = false
  return {
    rewrite(css) {
      found ||= /(?:^|[;{\s])color-scheme\s*:[^;}]*\bdark\b/i.test(css)
      return css.replace(/\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/gi, (_query, scheme: string) => {
        found ||= scheme.toLowerCase() === 'dark'
        return scheme.toLowerCase() === shown ? ALWAYS : NEVER
      })
    },
    hasDarkStyles: () => found,
    frameStyle: (hasDarkStyles) =>
      `${theme === 'author-dark' && hasDarkStyles ? DARK : LIGHT}${BASE}${theme === 'forced-dark' ? FORCED : ''}`,
  }
}

/** A margin, images no wider than the frame. */
const BASE = 'html{font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}body{margin:16px}img{max-width:100%}'
const LIGHT = `html{color-scheme:only light!important;color:#1a1a1a}${canvas('#fff')}`
const DARK = `html{color-scheme:only dark!important;color:#ececef}${canvas('#1c1c1e')}`
/** Light for dark and back, hues kept, photographs and what is written on them as they are. */
const INVERT = 'filter:invert(1) hue-rotate(180deg)'
const FORCED = `html{${INVERT}}img[src],html svg,video,input[type=image],[background],[style*="url("]{${INVERT}}[background] img,[background] svg,[style*="url("] img,[style*="url("] svg{filter:none}`

/** Of the body, whose background is that of the whole frame unless the mail says more; weaker than all that it says. */
function canvas(color: string): string {
  return `:where(body:not([bgcolor],[background])){background:${color}}`
}
