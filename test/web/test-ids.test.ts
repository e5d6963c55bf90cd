/** The values of `data-testid` that people's own tests may rely on (docs/ui-testing.md) are those of the page; the rest is known to be ours. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8')

/** For our own tests. Whoever adds one to the page decides: here, or in the list that is a promise. */
const INTERNAL = `
  action-add-files action-show-list action-tag-rules add-tag-rule all-recipients as-sent attachments blind-recipients block-all brought-message
  brought-messages calendar change-rule checks connect-tls compare compare-bar compare-candidate compare-change compare-close
  compare-mask compare-search contacts csv
  danger delete-details delete-scope delivery-report diff diff-equal diff-headers diff-html diff-parts diff-text
  download-invite drop-clause drop-overlay drop-search envelope eviction-note explanation-warnings facets findings force-dark
  forget-search header-filter hops import-added import-input import-reason invite-details invite-when list-scrim load-all lost-bar
  mail-box message-tags missing-cids more-tags nested-message new-sessions no-findings no-session no-sessions notifications
  offline-strip open-against open-alone open-session open-tag-rules outcome-<choice> palette-list part-detail part-download
  part-download-raw part-fields part-image part-note part-text part-to-source pinned-search position preview-bar preview-more
  print quick-actions refused-count remembered-host remote-content remote-host remote-hosts remove-rule remove-tag rename-search
  rule-expression rule-form rule-offer rule-pattern rule-place rule-search rule-tag rule-trial save-name save-png save-rule
  row-recipient search-chip search-chip-remove search-issue search-name search-pin search-suggestions selection-status
  session-facts session-message severity-<choice> show-images sign-in sign-out signed-in-as snippet-<id> source-download
  source-go-to source-size storage-banner stream-hint tag-matching tag-nav tag-picker
  tag-rule text-differences text-view-<choice> thumbnail to-headers to-part to-session to-source toast-progress toast-stop
  try-rule unaddressed undecoded undo-remove-rule unfold unpin-search unsubscribe-info width-dragged zoom
  automatic-setup download-<ending> guide-<name> incoming-<choice> incoming-settings login-<choice> login-name
  mail-client mail-client-hints mail-client-off outgoing-settings
`
  .trim()
  .split(/\s+/)

/** `tab-<name>` where the page makes it from a name. */
function idsInPage(): Set<string> {
  const files = readdirSync(join(root, 'web'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'))
  return new Set(files.flatMap((file) => idsIn(read('web', file))))
}

function idsIn(source: string): string[] {
  // Those of a row of choices get the choice behind them.
  const row = /<Choices\b.*?\/>/gs
  const inRows = (source.match(row) ?? []).flatMap(given).map((id) => `${id}-<choice>`)
  return [...inRows, ...given(source.replace(row, ''))]
}

/** Written out in `data-testid=`, `testId=` or `testId:`, or made by a template; one that is handed on is none. */
function given(source: string): string[] {
  const values = source.matchAll(/\b(?:data-testid|testId)\s*[=:]\s*("[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\})/g)
  return [...values].flatMap(([, value = '']) =>
    [...value.matchAll(/(["'`])([a-z][\w${}-]*)\1/g)].map(([, , id = '']) => id.replace(/\$\{(\w+)\}/, '<$1>')),
  )
}

/** The first column of the tables, one a line. */
function idsInDocs(): string[] {
  return [...read('docs/ui-testing.md').matchAll(/^\| `([^`]+)` \|/gm)]
    .map(([, id = '']) => id)
    .filter((id) => id !== 'data-testid')
}

test('each id that is promised is in the page, and each id of the page is promised or ours', () => {
  expect([...idsInPage()].sort()).toEqual([...idsInDocs(), ...INTERNAL].sort())
})

test('the example is the one that runs', () => {
  const [, example = ''] = /```ts\n[^\n]+\n(.+?)```/s.exec(read('docs/ui-testing.md')) ?? []
  expect(read('test/e2e/ui-testing.spec.ts')).toContain(example)
})
