/** The reader's column while no message is open. */
import { appTexts } from '../texts/app.ts'
import { Kbd } from './kbd.tsx'

export function NothingOpen() {
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-4 bg-canvas p-8 text-faint">
      <svg viewBox="0 0 32 32" className="size-12 opacity-60" aria-hidden="true">
        <path
          d="M5.5 25.5v-12c0-1.9 2.1-2.8 3.5-1.6l7 6.1 7-6.1c1.4-1.2 3.5-.3 3.5 1.6v12"
          className="fill-none stroke-line-strong"
          strokeWidth="2.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        <circle cx="16" cy="7" r="3" className="fill-line-strong" />
      </svg>
      <p className="text-sm">{appTexts.nothingOpen}</p>
      <p className="flex items-center gap-1.5 text-xs">
        <Kbd>j</Kbd>
        <Kbd>k</Kbd>
        <span className="pr-2">{appTexts.keys.move}</span>
        <Kbd>Enter</Kbd>
        <span className="pr-2">{appTexts.keys.open}</span>
        <Kbd>?</Kbd>
        <span>{appTexts.keys.all}</span>
      </p>
    </div>
  )
}
