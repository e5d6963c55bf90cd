/** `import 'mailmitt/jest'`, in a test or a file of `setupFilesAfterEnv`: adds the assertions to Jest's `expect`. */
import { createMatchers, type MailMatchers } from './matchers.ts'

/** Of the global one that is there in CommonJS and in modules. Types of Jest's own would need a package that not everyone has. */
interface JestExpect {
  (text: string): { toMatchSnapshot: (...hint: [hint?: string]) => void }
  extend: (matchers: object) => void
  getState: () => { assertionCalls: number }
  setState: (state: { assertionCalls: number }) => void
}

const { expect } = globalThis as { expect?: JestExpect }
if (!expect) throw new Error('mailmitt/jest is for tests that Jest runs, with its global expect')

expect.extend(
  createMatchers((_state, text, hint) => {
    // Counted once: as ours.
    const { assertionCalls } = expect.getState()
    expect(text).toMatchSnapshot(...hint)
    expect.setState({ assertionCalls })
    return { pass: true, message: () => 'The snapshot is as it was' }
  }),
)

/** For `expect` of @jest/globals. */
// biome-ignore lint/suspicious/noTsIgnore: the module is there with Jest only, and the reason to ignore that stays in the declarations
/** @ts-ignore */
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends MailMatchers<R> {}
}

/** For the global `expect` of @types/jest. */
declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: parameters must be written as there
    interface Matchers<R, T = {}> extends MailMatchers<R> {}
  }
}
