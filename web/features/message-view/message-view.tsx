/** The reader: one message in full. Every state of it is handled here; the tabs only ever see a message. */
import { useQuery } from '@tanstack/react-query'
import { Tabs } from 'radix-ui'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { infoQuery } from '../../api/info-queries.ts'
import { isNotFound, isNotVisibleYet, messageQuery } from '../../api/message-queries.ts'
import { useStorageFault } from '../../api/use-storage-fault.ts'
import { describeLimits } from '../../lib/describe-limits.ts'
import { useStore } from '../../lib/external-store.ts'
import { loadLater } from '../../lib/load-later.ts'
import { takeLostFocus } from '../../lib/take-lost-focus.ts'
import { readerTexts as texts } from '../../texts/reader.ts'
import { sourceTexts } from '../../texts/source.ts'
import { tabTexts } from '../../texts/tabs.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { SettingsText } from '../../ui/settings-text.tsx'
import { AttachmentsStrip } from './attachments-strip.tsx'
import { MessageHeading } from './message-heading.tsx'
import { MessageToolbar, type MessageToolbarProps } from './message-toolbar.tsx'
import { PreviewTab } from './preview-tab.tsx'
import { QuickActions } from './quick-actions.tsx'
import { TABS, type TabName, toTabName } from './tabs.ts'
import { isUndecoded, Undecoded } from './undecoded.tsx'

const TextTab = loadLater(async () => (await import('./text-tab.tsx')).TextTab)
const HeadersTab = loadLater(async () => (await import('./headers-tab.tsx')).HeadersTab)
const StructureTab = loadLater(async () => (await import('./structure-tab.tsx')).StructureTab)
const SessionTab = loadLater(async () => (await import('./session-tab.tsx')).SessionTab)
const ChecksTab = loadLater(async () => (await import('./checks-tab.tsx')).ChecksTab)
const CompareTab = loadLater(async () => (await import('./compare-tab.tsx')).CompareTab)
const SourceTab = loadLater(async () => (await import('./source-tab.tsx')).SourceTab)

/** Small, and soon wanted: one switches between them without waiting. */
const LATER_TABS = [TextTab, HeadersTab, SourceTab, StructureTab, SessionTab, ChecksTab, CompareTab]

export interface MessageViewProps extends Omit<MessageToolbarProps, 'message' | 'onCompare'> {
  id: string
  tab: TabName
  /** The place in the tab that the URL names. */
  anchor: string | undefined
  sessionHref: (id: string) => string
  onOpenSession: (id: string) => void
  /** Of a search, marked in the text. */
  needles: readonly string[]
  /** Shown in its heading. */
  tags: (message: Message) => ReactNode
  /** `replace` for steps inside of a tab. */
  onTab: (tab: TabName, anchor?: string, replace?: boolean) => void
  /** Once for each message that is opened, when it is here. */
  onShown: (message: Message) => void
  /** The list is out of reach. */
  takeFocus: boolean
}

export function MessageView({ id, tab, needles, tags, alone, takeFocus, onTab, onShown, ...rest }: MessageViewProps) {
  const { anchor, sessionHref, onOpenSession, ...toolbar } = rest
  const { client, evictedIds } = useApi()
  const { data: message, error, refetch } = useQuery(messageQuery(client, id))
  const storageFault = useStorageFault()
  const wasEvicted = useStore(evictedIds).has(id)
  const isGone = wasEvicted || (error !== null && isNotFound(error))
  useShownOnce(isGone ? undefined : message, onShown)
  useEffect(() => {
    for (const { preload } of LATER_TABS) preload()
  }, [])

  return (
    <article
      data-testid="reader"
      data-id={id}
      aria-label={message?.subject || texts.label}
      className="@container flex min-h-0 flex-1 flex-col"
    >
      <MessageToolbar message={isGone ? undefined : message} alone={alone} {...toolbar} onCompare={() => onTab('compare')} />
      {isGone ? (
        <Gone wasEvicted={wasEvicted} mailbox={message?.mailbox} onClose={toolbar.onClose} />
      ) : message ? (
        <MessageBody
          message={message}
          tab={tab}
          needles={needles}
          tags={tags}
          takeFocus={takeFocus}
          onTab={onTab}
          anchor={anchor}
          sessionHref={sessionHref}
          onOpenSession={onOpenSession}
        />
      ) : error ? (
        <ErrorNote
          title={isNotVisibleYet(error) ? texts.notYet : texts.loadFailed}
          error={error}
          hint={isNotVisibleYet(error) && storageFault !== undefined && texts.notYetHint}
          onRetry={() => void refetch()}
        >
          {/* What cannot be shown is kept all the same. */}
          <a href={client.urlOf(id, 'raw')} download={`${id}.eml`} className={buttonClass('plain')}>
            {sourceTexts.downloadInstead}
          </a>
        </ErrorNote>
      ) : (
        <MessageSkeleton />
      )}
    </article>
  )
}

type MessageBodyProps = Pick<
  MessageViewProps,
  'tab' | 'needles' | 'tags' | 'takeFocus' | 'onTab' | 'anchor' | 'sessionHref' | 'onOpenSession'
> & { message: Message }

function MessageBody({ message, tab, needles, tags, takeFocus, onTab, anchor, sessionHref, onOpenSession }: MessageBodyProps) {
  const tabs = useRef<HTMLDivElement>(null)
  const lastTab = useRef(tab)
  // Where they do not fit beside each other.
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when another is chosen
  useEffect(() => {
    const active = tabs.current?.querySelector<HTMLElement>('[data-state=active]') ?? null
    active?.scrollIntoView({ block: 'nearest', inline: 'center' })
    // What was there before goes a moment later; a place inside of the view takes the focus itself.
    if (anchor === undefined && lastTab.current !== tab) requestAnimationFrame(() => takeLostFocus(active))
    lastTab.current = tab
  }, [tab])
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(value) => onTab(toTabName(value))}
      activationMode="manual"
      className="flex min-h-0 flex-1 flex-col"
    >
      <MessageHeading key={message.id} message={message} takeFocus={takeFocus} onFindings={() => onTab('checks')}>
        {tags(message)}
      </MessageHeading>
      <QuickActions key={`actions-${message.id}`} message={message} />
      <div className="flex h-10 shrink-0 items-stretch justify-between gap-4 border-line border-b px-5 max-sm:px-4">
        <Tabs.List ref={tabs} aria-label={texts.views} className="flex min-w-0 gap-5 overflow-x-auto [scrollbar-width:none]">
          {TABS.map((name, index) => (
            <Tabs.Trigger
              key={name}
              value={name}
              data-testid={`tab-${name}`}
              title={texts.withKey(tabTexts[name], String(index + 1))}
              className="shrink-0 border-transparent border-b-2 pt-0.5 text-muted transition-colors hover:text-text focus-visible:outline-offset-[-4px] data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-text"
            >
              {tabTexts[name]}
              {name === 'checks' && message.findings.length > 0 && (
                <span className="ml-1.5 text-faint tabular-nums">{message.findings.length}</span>
              )}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
      </div>
      <Panel name="preview">
        {isUndecoded(message) ? (
          <Undecoded id={message.id} />
        ) : (
          <PreviewTab key={message.id} message={message} needles={needles} />
        )}
      </Panel>
      <Panel name="text">
        {isUndecoded(message) ? <Undecoded id={message.id} /> : <TextTab key={message.id} message={message} needles={needles} />}
      </Panel>
      <Panel name="headers">
        <HeadersTab key={message.id} message={message} anchor={anchor} />
      </Panel>
      <Panel name="source">
        <SourceTab key={message.id} message={message} anchor={anchor} onTab={onTab} />
      </Panel>
      <Panel name="structure">
        <StructureTab key={message.id} message={message} anchor={anchor} onTab={onTab} />
      </Panel>
      <Panel name="session">
        <SessionTab key={message.id} message={message} anchor={anchor} sessionHref={sessionHref} onOpenSession={onOpenSession} />
      </Panel>
      <Panel name="checks">
        <ChecksTab key={message.id} message={message} onTab={onTab} />
      </Panel>
      <Panel name="compare">
        <CompareTab key={message.id} message={message} anchor={anchor} onTab={onTab} />
      </Panel>
      {(tab === 'preview' || tab === 'text') && <AttachmentsStrip message={message} />}
    </Tabs.Root>
  )
}

function Panel({ name, children }: { name: TabName; children: ReactNode }) {
  return (
    <Tabs.Content
      value={name}
      tabIndex={-1}
      data-testid={`panel-${name}`}
      className="flex min-h-0 flex-1 flex-col focus:outline-none"
    >
      {children}
    </Tabs.Content>
  )
}

interface GoneProps {
  wasEvicted: boolean
  /** Where it was, when that is known. */
  mailbox: string | undefined
  onClose: () => void
}

function Gone({ wasEvicted, mailbox, onClose }: GoneProps) {
  const { client } = useApi()
  const { data: info } = useQuery(infoQuery(client))
  return (
    <div data-testid="message-gone" className="fade-in flex flex-1 flex-col items-center justify-center gap-1 p-8 text-center">
      <p className="font-semibold text-base">{wasEvicted ? texts.removed : texts.gone}</p>
      <p className="max-w-sm text-balance text-muted">
        {wasEvicted ? (
          <SettingsText text={texts.removedDetail(info ? describeLimits(info.retention, mailbox) : '')} />
        ) : (
          texts.goneDetail
        )}
      </p>
      <Button className="mt-3" onClick={onClose}>
        {texts.back}
      </Button>
    </div>
  )
}

function MessageSkeleton() {
  return (
    <div role="status" aria-label={texts.loading} className="fade-in-late flex flex-col gap-3 p-5">
      <div className="h-4 w-1/2 rounded bg-hover" />
      <div className="h-3 w-2/3 rounded bg-hover" />
      <div className="h-3 w-1/3 rounded bg-hover" />
    </div>
  )
}

function useShownOnce(message: Message | undefined, onShown: (message: Message) => void): void {
  const shown = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (!message || shown.current === message.id) return
    shown.current = message.id
    onShown(message)
  }, [message, onShown])
}
