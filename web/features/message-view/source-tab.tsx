/** The exact octets that came after DATA. Only the lines on screen are decoded, so size does not matter. */
import { ChevronDown, ChevronUp, CornerDownRight, Download } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { readAnchor, readNumberAnchor, toAnchor } from '../../lib/anchor.ts'
import { takeLostFocus } from '../../lib/take-lost-focus.ts'
import { useFixedRows } from '../../lib/use-fixed-rows.ts'
import { sourceTexts } from '../../texts/source.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import type { OctetLines } from './octet-lines.ts'
import { FOLD_OCTETS, SourceLine } from './source-line.tsx'
import { createSections, flattenParts } from './source-sections.ts'
import type { TabName } from './tabs.ts'
import { useSource } from './use-source.ts'

const LINE_HEIGHT_PX = 20
/** Browsers end an element's height at some 17 million pixels: longer sources are shown window by window. */
const MAX_LINES = 800_000
/** In the menu; mail with thousands of parts exists. */
const MAX_MENU_PARTS = 100

export interface SourceTabProps {
  message: Pick<Message, 'id' | 'parts'>
  anchor: string | undefined
  onTab: (tab: TabName, anchor?: string) => void
}

export function SourceTab({ message, anchor, onTab }: SourceTabProps) {
  const { id } = message
  const { client } = useApi()
  const { lines, done, error, retry } = useSource(id)
  const parts = useMemo(() => flattenParts(message.parts).slice(0, MAX_MENU_PARTS), [message.parts])
  const target = lines && lineOf(anchor, lines, message)
  const [window, setWindow] = useState(0)
  useEffect(() => {
    if (target !== undefined) setWindow(Math.floor(target / MAX_LINES))
  }, [target])
  if (error) return <ErrorNote title={sourceTexts.loadFailed} error={error} onRetry={retry} />
  if (!lines) return null
  const first = window * MAX_LINES
  const last = Math.min(lines.count, first + MAX_LINES)
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-10 shrink-0 items-center gap-1 border-line border-b pr-3 pl-5 text-faint text-xs tabular-nums max-sm:pl-4">
        <p className="mr-auto min-w-0 truncate" data-testid="source-size" data-done={done}>
          {sourceTexts.size(lines.count, lines.octets)}
          {!done && `, ${sourceTexts.loading}`}
        </p>
        {lines.count > MAX_LINES && (
          <>
            <span className="shrink-0">{sourceTexts.window(first + 1, last)}</span>
            <IconButton
              icon={ChevronUp}
              label={sourceTexts.earlier}
              disabled={window === 0}
              onClick={() => setWindow(window - 1)}
            />
            <IconButton
              icon={ChevronDown}
              label={sourceTexts.later}
              disabled={last === lines.count}
              onClick={() => setWindow(window + 1)}
            />
          </>
        )}
        {parts.length > 1 && (
          <Menu
            trigger={
              <Button look="quiet" data-testid="source-go-to">
                <CornerDownRight aria-hidden strokeWidth={1.75} />
                {sourceTexts.goTo}
              </Button>
            }
          >
            <div className="max-h-[60dvh] overflow-y-auto">
              {parts.map(({ part: { path, contentType }, depth }) => (
                <MenuItem key={path} icon={CornerDownRight} onSelect={() => onTab('source', toAnchor('part', path))}>
                  {depth === 0 ? sourceTexts.headerSection : sourceTexts.part(path, contentType)}
                </MenuItem>
              ))}
            </div>
          </Menu>
        )}
        <CopyButton text={lines.text} label={sourceTexts.copy} />
        <a href={client.urlOf(id, 'raw')} download={`${id}.eml`} className={buttonClass('quiet')} data-testid="source-download">
          <Download aria-hidden strokeWidth={1.75} />
          {sourceTexts.download}
        </a>
      </div>
      {lines.count === 0 ? (
        <p className="p-5 text-faint">{sourceTexts.empty}</p>
      ) : (
        <SourceLines
          key={window}
          lines={lines}
          first={first}
          count={last - first}
          target={target}
          parts={message.parts}
          onPart={(path) => onTab('structure', toAnchor('part', path))}
        />
      )}
    </div>
  )
}

interface SourceLinesProps {
  lines: OctetLines
  first: number
  count: number
  target: number | undefined
  parts: Message['parts']
  onPart: (path: string) => void
}

function SourceLines({ lines, first, count, target, parts, onPart }: SourceLinesProps) {
  const scroller = useRef<HTMLElement>(null)
  const sections = useMemo(() => createSections(parts), [parts])
  const { start, end } = useFixedRows(scroller, count, LINE_HEIGHT_PX)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each place that is asked for
  useEffect(() => {
    const element = scroller.current
    if (!element || target === undefined || target < first || target >= first + count) return
    takeLostFocus(element)
    element.scrollTop = (target - first) * LINE_HEIGHT_PX - (element.clientHeight - LINE_HEIGHT_PX) / 2
  }, [target, first])
  const gutter = `${String(first + count).length + 2}ch`
  const width = Math.min(lines.longestLine, FOLD_OCTETS) + 24
  return (
    <ScrollRegion
      ref={scroller}
      aria-label={sourceTexts.title}
      data-testid="source"
      className="overflow-auto font-mono text-xs leading-5"
    >
      <div className="relative min-w-full" style={{ height: count * LINE_HEIGHT_PX, width: `calc(${width}ch + ${gutter})` }}>
        {Array.from({ length: end - start }, (_, place) => {
          const index = first + start + place
          const offset = lines.offsetOf(index)
          const { kind, path, start: sectionStart } = sections.at(offset)
          return (
            <SourceLine
              key={index}
              number={index + 1}
              octets={lines.at(index)}
              kind={kind}
              marked={index === target}
              top={(index - first) * LINE_HEIGHT_PX}
              gutter={gutter}
            >
              {kind === 'part-header' && offset === sectionStart && (
                <button
                  type="button"
                  title={sourceTexts.showPart(path)}
                  className="ml-3 rounded px-1.5 font-sans text-2xs text-muted hover:bg-hover hover:text-text"
                  onClick={() => onPart(path)}
                >
                  {sourceTexts.partMark(path)}
                </button>
              )}
            </SourceLine>
          )
        })}
      </div>
    </ScrollRegion>
  )
}

/** The line that the URL names, from 0; undefined also while it is not here. */
function lineOf(anchor: string | undefined, lines: OctetLines, { parts }: Pick<Message, 'parts'>): number | undefined {
  const number = readNumberAnchor(anchor, 'line')
  if (number !== undefined) return number >= 1 && number <= lines.count ? number - 1 : undefined
  const path = readAnchor(anchor, 'part')
  const part = path === undefined ? undefined : flattenParts(parts).find(({ part }) => part.path === path)?.part
  const offset = part?.headerOffset ?? readNumberAnchor(anchor, 'octet')
  return offset === undefined ? undefined : lines.lineWith(offset)
}
