/** Every host that the mail loads from, and what becomes of each; then the others that are remembered, to be taken back. */
import { Globe, GlobeLock, X } from 'lucide-react'
import { useState } from 'react'
import type { ImageFound } from '../../../shared/model/link.ts'
import { useStore } from '../../lib/external-store.ts'
import { previewTexts as texts } from '../../texts/preview.ts'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Popover } from '../../ui/popover.tsx'
import type { MailContent } from './frame-message.ts'
import { choiceClass } from './preview-choice.ts'
import { allowedHosts, allowHosts, forgetHosts, type RemoteChoice } from './remote-choice.ts'

interface RemoteHostsProps {
  content: MailContent
  choice: RemoteChoice
  images: readonly ImageFound[]
  onChange: (choice: RemoteChoice) => void
}

export function RemoteHosts({ content: { blockedHosts, loadedHosts }, choice, images, onChange }: RemoteHostsProps) {
  const [open, setOpen] = useState(false)
  const allowed = useStore(allowedHosts)
  const hosts = [...blockedHosts, ...loadedHosts].sort()
  const elsewhere = allowed.filter((host) => !hosts.includes(host))
  if (hosts.length === 0) return null
  const Icon = blockedHosts.length > 0 ? GlobeLock : Globe

  /** What was chosen shows at once; the mail comes after. */
  function isChosen(host: string): boolean {
    if (choice.remote === undefined) return loadedHosts.includes(host)
    return choice.remote === 'allow' || choice.hosts.includes(host)
  }
  function load(host: string, loads: boolean): void {
    const others = hosts.filter((other) => other !== host && isChosen(other))
    if (loads) allowHosts([host])
    else forgetHosts([host])
    onChange({ remote: 'block', hosts: loads ? [...others, host] : others })
  }
  function loadAll(): void {
    allowHosts(hosts)
    onChange({ remote: 'allow', hosts: [] })
  }
  function blockAll(): void {
    forgetHosts(hosts)
    onChange({ remote: 'block', hosts: [] })
  }

  return (
    <Popover
      label={texts.remoteHosts}
      open={open}
      onOpenChange={setOpen}
      testId="remote-hosts"
      trigger={
        <button
          type="button"
          aria-label={texts.remoteCount(blockedHosts.length, loadedHosts.length)}
          title={texts.remoteCount(blockedHosts.length, loadedHosts.length)}
          data-testid="remote-content"
          className={choiceClass}
        >
          <Icon aria-hidden strokeWidth={1.75} />
          {hosts.length}
        </button>
      }
    >
      <div className="flex items-center justify-between gap-2 pb-1">
        <p className="font-semibold">{texts.remoteHosts}</p>
        <div className="flex gap-1 text-xs">
          <Button look="quiet" className="h-7! px-2!" data-testid="load-all" onClick={loadAll}>
            {texts.allowAll}
          </Button>
          <Button look="quiet" className="h-7! px-2!" data-testid="block-all" onClick={blockAll}>
            {texts.blockAll}
          </Button>
        </div>
      </div>
      <p className="pb-2 text-muted text-xs">{texts.remoteHint}</p>
      <ul>
        {hosts.map((host) => {
          const shown = images.filter(({ src }) => hostOf(src) === host)
          const pixels = shown.filter(({ tracking }) => tracking).length
          return (
            <li key={host} data-testid="remote-host" data-host={host} className="border-line border-t py-2">
              <label className="flex items-baseline gap-2.5">
                <input
                  type="checkbox"
                  className="size-3.5 translate-y-0.5 accent-accent"
                  aria-label={texts.allowHost(host)}
                  checked={isChosen(host)}
                  onChange={(event) => load(host, event.currentTarget.checked)}
                />
                <span className="min-w-0 grow wrap-anywhere">{host}</span>
              </label>
              <div className="flex items-baseline justify-between gap-3 pl-6 text-faint text-xs">
                <span className={pixels > 0 ? 'text-warning' : undefined}>{texts.remoteUse(shown.length - pixels, pixels)}</span>
                {allowed.includes(host) && <span className="shrink-0">{texts.remembered}</span>}
              </div>
            </li>
          )
        })}
      </ul>
      {elsewhere.length > 0 && (
        <section aria-label={texts.rememberedElsewhere} className="mt-1 border-line border-t pt-2">
          <p className="pb-1 text-faint text-xs">{texts.rememberedElsewhere}</p>
          <ul>
            {elsewhere.map((host) => (
              <li key={host} data-testid="remembered-host" data-host={host} className="flex min-h-7 items-center gap-2">
                <span className="min-w-0 grow wrap-anywhere">{host}</span>
                <IconButton
                  icon={X}
                  label={texts.forgetHost(host)}
                  className="-my-1 size-7!"
                  onClick={() => forgetHosts([host])}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Popover>
  )
}

function hostOf(src: string): string | undefined {
  const url = src.startsWith('//') ? `https:${src}` : src
  return URL.canParse(url) ? new URL(url).host : undefined
}
