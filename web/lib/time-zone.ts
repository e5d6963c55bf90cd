/** Where this browser is: days of a search begin there. */
export const TIME_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone
