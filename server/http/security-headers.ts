/** What a browser is told with every answer, errors and refusals too (DESIGN §8). A route that shows something says more. */

/** What a page could ask of the machine, and none here does. Copying and notifications are no part of it. */
const POWERS = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
]

export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': POWERS.map((power) => `${power}=()`).join(', '),
  'cross-origin-resource-policy': 'same-origin',
  // A page that opened one of ours holds no handle on it. There is no Cross-Origin-Embedder-Policy: with it, a mail could not
  // show the images that a person allows, whose hosts have never heard of it.
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': `default-src 'none'; frame-ancestors 'none'`,
}

/** A document in a sandbox may have no opener policy: a browser shows an error instead of it (HTML, "navigate"). */
export const IN_SANDBOX = { 'cross-origin-opener-policy': 'unsafe-none' }
