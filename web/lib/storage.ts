/** What this browser remembers for the next visit. Works, forgetfully, where storage is closed to the page. */

const PREFIX = 'mailmitt.'

export function readStored(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined
  } catch {
    return undefined // the default holds
  }
}

/** The same for this tab alone, until it is closed. */
export function readTabStored(name: string): string | undefined {
  try {
    return sessionStorage.getItem(PREFIX + name) ?? undefined
  } catch {
    return undefined
  }
}

export function writeTabStored(name: string, value: string): void {
  try {
    sessionStorage.setItem(PREFIX + name, value)
  } catch (error) {
    console.info(`Could not remember ${name}.`, error)
  }
}

/** Says when another tab of this browser has written it. */
export function watchStored(name: string, onChange: () => void): void {
  addEventListener('storage', ({ key }) => {
    if (key === null || key === PREFIX + name) onChange()
  })
}

/** `undefined` forgets. */
export function writeStored(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, value)
  } catch (error) {
    console.info(`Could not remember ${name}.`, error)
  }
}
