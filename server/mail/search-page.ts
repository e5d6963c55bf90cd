/** The fields of the search grammar as text for people: docs/search.md. */
import { SEARCH_FIELDS, type SearchField } from '../../shared/search/fields.ts'

export function searchPage(): string {
  return `# Search

<!-- Made from shared/search/fields.ts, and a test holds it equal: \`UPDATE_DOCS=1 node test/run.js unit docs\` writes it anew. -->

One grammar everywhere: \`q=\` of \`GET /api/messages\`, of \`…/messages/latest\` and of the stream, the selection of mass changes, the
search box.

| write | to find mail |
|---|---|
| \`welcome code\` | with both words: in the subject, addresses, text, visible text of the HTML, file names |
| \`"your code"\` | with these words in this order, whatever white space lies between; \`\\"\` and \`\\\\\` stand for themselves |
| \`invoice OR receipt\`, \`invoice \\| receipt\` | with one of them; \`AND\` binds tighter, and words beside each other are \`AND\` |
| \`-draft\`, \`!draft\`, \`NOT draft\` | without it |
| \`(a OR b) -c\` | grouped |
| \`from:ann@x.test\` | where that field matches; a value with blanks goes in quotes: \`subject:"your code"\` |

- Words match anywhere inside of words, of one character or more: \`ount\` finds "account", \`京\` finds 東京.
- Case, width and accents do not count: \`uber\` finds "Über", \`strasse\` "Straße", \`istanbul\` "İSTANBUL". Kana voicing, Hangul and Indic vowel
  signs do.
- \`code:\` compares whole codes, as \`codes\` of the message tells them: \`code:482913\` finds "482 913" too, and \`code:abcdef\` "ABC-DEF",
  since blanks and hyphens only group them; \`code:4829\` finds neither. \`link:\` looks in the addresses of \`links\`, not in what links are called.
- In a field of addresses a value of the form \`local@domain\` means a whole address: \`ann@x.test\` is not \`joann@x.test\`.
- What a person does not see of the HTML (markup, styles, comments, hidden text) is not found.
- An unknown field is text, so a pasted URL works. \`AND\`, \`OR\` and \`NOT\` count in capitals only.
- Days begin in the time zone of \`tz=\` (\`Europe/Istanbul\`), else of UTC; \`10m\`, \`2h\`, \`7d\` are that long before the search is received.
- \`total\` is exact where only columns are asked for (state, size, time, mailbox, ids); where text is looked for, counting ends at 1,000 and
  \`totalIsAtLeast\` says so.
- A field whose value has no meaning (\`is:purple\`) is an error, 400 \`invalid\` with the place. What deletes or changes by \`q\` is also refused
  when the search is empty or a quote or parenthesis is left open.

## Fields

| field | matches | example |
|---|---|---|
${Object.entries(SEARCH_FIELDS).map(toRow).join('\n')}
`
}

function toRow([name, { matches, example, values }]: [string, SearchField]): string {
  const all = values ? `: ${values.map((value) => `\`${value}\``).join(' ')}` : ''
  return `| \`${name}:\` | ${matches}${all} | \`${example.replaceAll('|', '\\|')}\` |`
}
