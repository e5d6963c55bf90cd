/** The address of a link in full, with the way to open it: where it leads to, or against another origin. */
import { type FormEvent, useId, useRef, useState } from 'react'
import type { LinkFound } from '../../../shared/model/link.ts'
import { useStore } from '../../lib/external-store.ts'
import { quickActionTexts as texts } from '../../texts/quick-actions.ts'
import { buttonClass } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { nameOfLink, placeOfLink } from './link-name.ts'
import { isWeb, openAgainst, originFor, readOrigin, redirects, setOrigin } from './open-against.ts'

/** A mail with more is none that asks for one thing. */
const MAX_LINKS = 6

export function LinkPanel({ links, onOpened }: { links: readonly LinkFound[]; onOpened: () => void }) {
  const [index, setIndex] = useState(0)
  const name = useId()
  const link = links[index]
  if (!link) return null
  return (
    <div className="flex flex-col gap-3">
      {links.length > 1 && (
        <fieldset className="flex min-w-0 flex-col">
          <legend className="pb-1 text-faint text-xs">{texts.whichLink}</legend>
          {links.slice(0, MAX_LINKS).map((link, at) => (
            <label key={link.href} className="flex items-baseline gap-2 py-0.5">
              <input
                type="radio"
                name={name}
                className="translate-y-0.5 accent-accent"
                checked={at === index}
                onChange={() => setIndex(at)}
              />
              <span className="min-w-0 truncate" dir="auto">
                {nameOfLink(link) ?? placeOfLink(link)}
              </span>
              <span className="ml-auto max-w-2/5 shrink-0 truncate text-faint text-xs">{link.host}</span>
            </label>
          ))}
        </fieldset>
      )}
      <OneLink key={link.href} link={link} onOpened={onOpened} />
    </div>
  )
}

function OneLink({ link: { href, host }, onOpened }: { link: LinkFound; onOpened: () => void }) {
  const list = useStore(redirects)
  const [draft, setDraft] = useState(() => originFor(host, list) ?? '')
  const opener = useRef<HTMLAnchorElement>(null)
  const hint = useId()
  const origin = readOrigin(draft)
  const isWrong = draft.trim() !== '' && origin === undefined
  const address = openAgainst(href, origin)

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (!isWrong) opener.current?.click()
  }

  return (
    <>
      <div>
        <p className="pb-1 text-faint text-xs">{texts.address}</p>
        <p data-testid="link-address" className="max-h-40 overflow-y-auto font-mono text-xs leading-5 break-all" dir="ltr">
          <Address href={address} />
        </p>
      </div>
      <div className="flex items-center gap-2">
        {isWeb(address) ? (
          <a
            ref={opener}
            href={address}
            target="_blank"
            rel="noopener noreferrer"
            data-first
            data-testid="open-address"
            className={buttonClass('primary')}
            onClick={onOpened}
          >
            {texts.openShort}
          </a>
        ) : (
          <p className="text-muted text-xs">{texts.notOpened}</p>
        )}
        <CopyButton text={address} label={texts.copyAddress} />
      </div>
      {isWeb(href) && (
        <form className="border-line border-t pt-3" onSubmit={submit}>
          <label className="block">
            <span className="block pb-1 text-faint text-xs">{texts.openAgainst}</span>
            <input
              type="text"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              list="open-against-origins"
              data-testid="open-against"
              placeholder={texts.openAgainstExample}
              aria-invalid={isWrong}
              aria-describedby={hint}
              className="h-8 w-full rounded-(--radius-control) border border-line-strong bg-surface px-2 font-mono text-xs"
              value={draft}
              onChange={(event) => {
                const { value } = event.currentTarget
                setDraft(value)
                if (value.trim() === '' || readOrigin(value) !== undefined) setOrigin(host, readOrigin(value))
              }}
            />
          </label>
          <datalist id="open-against-origins">
            {[...new Set(list.map((redirect) => redirect.origin))].map((known) => (
              <option key={known} value={known} />
            ))}
          </datalist>
          <p id={hint} className="pt-1 text-xs">
            {isWrong ? (
              <span className="text-danger">{texts.openAgainstWrong}</span>
            ) : (
              <span className="text-muted">{texts.openAgainstHint(host)}</span>
            )}
          </p>
        </form>
      )}
    </>
  )
}

/** The host stands out: it is what tells where a link really leads. */
function Address({ href }: { href: string }) {
  const { host } = isWeb(href) ? new URL(href) : { host: '' }
  const at = host === '' ? -1 : href.toLowerCase().indexOf(host)
  if (at === -1) return href
  return (
    <>
      <span className="text-faint">{href.slice(0, at)}</span>
      <strong className="font-semibold">{href.slice(at, at + host.length)}</strong>
      {href.slice(at + host.length)}
    </>
  )
}
