/** What the page says of SMTP sessions before they are looked at: the place they are in. */
import { formatCount } from '../lib/format-number.ts'

export const sessionsPlaceTexts = {
  title: 'Sessions',
  list: 'SMTP sessions',
  unseenRefused: (count: number, atLeast: boolean) =>
    `${formatCount(count)}${atLeast ? ' or more' : ''} refused since you last looked`,
  loadFailed: 'Could not load the sessions',
  noneOpen: 'No session is open',
}
