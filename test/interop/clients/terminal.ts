/** A program in a terminal of its own (tmux), with keys pressed and the screen read. */
import { setTimeout as sleep } from 'node:timers/promises'
import { installed, run } from '../program.ts'

const SCREEN_TIMEOUT_MS = 60_000
const LOOK_EVERY_MS = 100

export interface Terminal extends AsyncDisposable {
  /** Names of tmux, as `Enter`, or text. */
  press(...keys: string[]): Promise<void>
  /** Waits until the screen shows it. @returns the screen. @throws with the screen when it does not */
  shows(pattern: RegExp): Promise<string>
}

/** @param folder for its socket and HOME */
export async function openTerminal(command: string, folder: string): Promise<Terminal> {
  await installed('tmux', 'tmux')
  const tmux = (...args: string[]) =>
    run('tmux', ['-S', `${folder}/tmux`, ...args], { env: { ...process.env, HOME: folder, TERM: 'xterm', LC_ALL: 'C.UTF-8' } })
  // What it says at its end stays to be read.
  await tmux('new-session', '-d', '-x', '120', '-y', '40', `${command}; echo "ended with $?"; sleep 600`)
  return {
    async press(...keys) {
      await tmux('send-keys', ...keys)
    },
    async shows(pattern) {
      let screen = ''
      for (const begun = performance.now(); performance.now() - begun < SCREEN_TIMEOUT_MS; await sleep(LOOK_EVERY_MS)) {
        screen = await tmux('capture-pane', '-p')
        if (pattern.test(screen)) return screen
      }
      throw new Error(`The screen does not show ${pattern}:\n${screen}`)
    },
    async [Symbol.asyncDispose]() {
      await tmux('kill-server')
    },
  }
}
