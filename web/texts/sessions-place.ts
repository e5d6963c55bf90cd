/** What the page says of sessions before they are looked at: the place they are in. */
import { formatCount } from '../lib/format-number.ts'

export const sessionsPlaceTexts = {
  title: 'Sessions',
  list: 'Sessions',
  unseenRefused: (count: number, atLeast: boolean) =>
    `${formatCount(count)}${atLeast ? ' or more' : ''} refused since you last looked`,
  loadFailed: 'Could not load the sessions',
  noneOpen: 'No session is open',
}
