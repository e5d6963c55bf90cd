import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningApp } from '../harness/app.ts'
import { append, mail, openFilled, send, startImap } from './imap-app.ts'
import { openMailbox } from './raw-imap.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startImap()
})
afterAll(() => app[Symbol.asyncDispose]())

const signIn = (user: string) => openMailbox(app.imap, { user, mailbox: '' })
const SYSTEM = '\\\\Answered \\\\Flagged \\\\Deleted \\\\Seen \\\\Draft'

describe('SELECT (RFC 9051 §6.3.2)', () => {
  test('says flags, how many, what comes next, and that it may be changed', async () => {
    await using imap = await openFilled(app, { user: 'select', messages: 2, mailbox: '' })
    const { untagged, tagged } = await imap.say('SELECT inbox')
    expect(tagged).toMatch(/^OK \[READ-WRITE\] /)
    const text = untagged.join('\n')
    for (const line of [
      new RegExp(`^\\* FLAGS \\(${SYSTEM}\\)$`, 'm'),
      new RegExp(`^\\* OK \\[PERMANENTFLAGS \\(${SYSTEM} \\\\\\*\\)\\] `, 'm'),
      /^\* 2 EXISTS$/m,
      // RFC 3501 §6.3.1
      /^\* 2 RECENT$/m,
      /^\* OK \[UNSEEN 1\] /m,
      /^\* OK \[UIDVALIDITY [1-9]\d*\] /m,
      /^\* OK \[UIDNEXT \d+\] /m,
      // RFC 7162 §3.1.2.1
      /^\* OK \[HIGHESTMODSEQ [1-9]\d*\] /m,
      // RFC 8474 §4.2
      /^\* OK \[MAILBOXID \([\w-]+\)\] /m,
    ])
      expect(text).toMatch(line)
    const [, next] = /UIDNEXT (\d+)/.exec(text) ?? []
    expect(Number(next)).toBeGreaterThan(Number(/\d+/.exec((await imap.ok('UID SEARCH 2')).slice(9))?.[0]))
  })

  test('an INBOX that nothing came to yet is empty, and fills', async () => {
    await using imap = await openFilled(app, { user: 'empty@inbox.test' })
    expect(await imap.ok('SEARCH ALL')).toBe('* SEARCH')
    await send(app, 'empty@inbox.test', 'First')
    expect(await imap.ok('NOOP')).toBe('* 1 EXISTS\n* 1 RECENT')
  })

  test('the mailbox before is closed, also when the new one is not there (RFC 9051 §7.1: CLOSED)', async () => {
    await using imap = await openFilled(app, { user: 'closed' })
    const { untagged, tagged } = await imap.say('SELECT nowhere')
    expect(untagged[0]).toMatch(/^\* OK \[CLOSED\] /)
    expect(tagged).toMatch(/^NO \[NONEXISTENT\] /)
    expect((await imap.say('FETCH 1 FLAGS')).tagged).toMatch(/^BAD .* authenticated state$/)
  })

  test('EXAMINE changes nothing (RFC 9051 §6.3.3)', async () => {
    await using imap = await openFilled(app, { user: 'examine', messages: 1, mailbox: '' })
    const { untagged, tagged } = await imap.say('EXAMINE INBOX')
    expect(tagged).toMatch(/^OK \[READ-ONLY\] /)
    expect(untagged.join('\n')).toContain('[PERMANENTFLAGS ()]')
    expect(await imap.ok('FETCH 1 (BODY[TEXT] FLAGS)')).toContain('FLAGS (\\Recent)')
    for (const line of ['STORE 1 +FLAGS (\\Deleted)', 'EXPUNGE', 'UID EXPUNGE 1:*', 'MOVE 1 INBOX'])
      expect((await imap.say(line)).tagged).toMatch(/^NO \[NOPERM\] /)
    await imap.ok('CLOSE')
  })

  test.for(['SELECT', 'SELECT INBOX (WIZ)', 'SELECT INBOX INBOX', 'SELECT (INBOX)'])('%s is BAD', async (line) => {
    await using imap = await signIn('bad-select')
    expect((await imap.say(line)).tagged).toMatch(/^BAD /)
  })

  test('a name that is no modified UTF-7 is refused (RFC 3501 §5.1.3)', async () => {
    await using imap = await signIn('bad-name')
    expect((await imap.say('CREATE A&B')).tagged).toMatch(/^NO \[CANNOT\] /)
  })
})

describe('after ENABLE IMAP4rev2 (RFC 9051 §6.3.1)', () => {
  test('SELECT has LIST, and no RECENT and UNSEEN; names are UTF-8 (RFC 9051 §5.1)', async () => {
    await using imap = await openFilled(app, { user: 'rev2', messages: 1, mailbox: '' })
    expect(await imap.ok('ENABLE IMAP4rev2 WIZ')).toBe('* ENABLED IMAP4rev2')
    await imap.ok('CREATE "Entwürfe & mehr"')
    const name = Buffer.from('Entwürfe & mehr').toString('latin1')
    expect(await imap.ok('LIST "" E*')).toBe(`* LIST (\\HasNoChildren) "/" "${name}"`)
    const text = await imap.ok('SELECT INBOX')
    expect(text).toMatch(/^\* LIST \(\) "\/" INBOX$/m)
    expect(text).not.toMatch(/RECENT|UNSEEN/)
    await using older = await signIn('rev2')
    expect(await older.ok('LIST "" E*')).toBe('* LIST (\\HasNoChildren) "/" "Entw&APw-rfe &- mehr"')
  })

  test('SEARCH is answered by ESEARCH (RFC 9051 §6.4.4)', async () => {
    await using imap = await openFilled(app, { user: 'rev2-search', messages: 2 })
    await imap.ok('ENABLE IMAP4rev2')
    expect(await imap.ok('SEARCH ALL')).toMatch(/^\* ESEARCH \(TAG "t\d+"\) ALL 1:2$/)
  })

  test('ENABLE without a name is BAD', async () => {
    await using imap = await signIn('rev2')
    expect((await imap.say('ENABLE')).tagged).toMatch(/^BAD /)
  })
})

describe('CREATE (RFC 9051 §6.3.4)', () => {
  test('makes a mailbox that others see, with an id (RFC 8474 §4.1)', async () => {
    await using imap = await signIn('create')
    expect((await imap.say('CREATE Sent')).tagged).toMatch(/^OK \[MAILBOXID \([\w-]+\)\] /)
    expect((await imap.say('CREATE Sent')).tagged).toMatch(/^NO \[ALREADYEXISTS\] /)
    expect((await imap.say('CREATE inbox')).tagged).toMatch(/^NO \[ALREADYEXISTS\] /)
    await using other = await signIn('create')
    expect(await other.ok('LIST "" S*')).toBe('* LIST (\\HasNoChildren) "/" Sent')
    await append(imap, 'Sent', mail('Kept'))
    await using stranger = await signIn('create-other')
    expect(await stranger.ok('LIST "" *')).not.toContain('Sent')
  })

  test('a separator at the end is no part of the name', async () => {
    await using imap = await signIn('create-tree')
    await imap.ok('CREATE Archive/')
    await imap.ok('CREATE Archive/2026')
    expect(await imap.ok('LIST "" A*')).toBe('* LIST (\\HasChildren) "/" Archive\n* LIST (\\HasNoChildren) "/" Archive/2026')
  })

  test.for([
    ['(USE (\\Drafts))', /^OK /],
    ['(USE (\\trash))', /^OK /],
    ['(USE ())', /^OK /],
    ['(USE (\\All))', /^NO \[USEATTR\] /],
    ['(USE (\\Sent \\Trash))', /^NO \[USEATTR\] /],
    ['(WIZ)', /^BAD /],
    ['(USE (\\Sent) more)', /^BAD /],
  ] as const)('%s (RFC 6154 §3)', async ([use, answer]) => {
    await using imap = await signIn('special-use')
    const name = `x${Buffer.from(use).toString('hex')}`
    expect((await imap.say(`CREATE ${name} ${use}`)).tagged).toMatch(answer)
  })

  test.for(['""', '/', 'a//b', '"a%b"', '"a*b"', `"${'x'.repeat(300)}"`, '" a"', 'a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q'])(
    '%s is no name (RFC 5530 §3: CANNOT)',
    async (name) => {
      await using imap = await signIn('no-name')
      expect((await imap.say(`CREATE ${name}`)).tagged).toMatch(/^NO \[(CANNOT|ALREADYEXISTS)\] /)
    },
  )
})

describe('DELETE and RENAME (RFC 9051 §6.3.5, §6.3.6)', () => {
  test('DELETE takes a mailbox with what is in it, and leaves those below it', async () => {
    await using imap = await signIn('delete')
    for (const name of ['A', 'A/B', 'A/B/C']) await imap.ok(`CREATE ${name}`)
    await append(imap, 'A/B', mail('Gone'))
    await imap.ok('DELETE A/B')
    expect((await imap.say('SELECT A/B')).tagged).toMatch(/^NO \[NONEXISTENT\] /)
    expect(await imap.ok('LIST "" A*')).toBe(
      '* LIST (\\HasChildren) "/" A\n* LIST (\\Noselect \\HasChildren) "/" A/B\n* LIST (\\HasNoChildren) "/" A/B/C',
    )
    expect((await imap.say('DELETE A/B')).tagged).toMatch(/^NO \[NONEXISTENT\] /)
    expect((await imap.say('DELETE INBOX')).tagged).toMatch(/^NO \[CANNOT\] /)
  })

  test('a mailbox made again under the same name has another UIDVALIDITY (RFC 9051 §2.3.1.1)', async () => {
    await using imap = await signIn('again')
    const validity = async () => /UIDVALIDITY (\d+)/.exec(await imap.ok('STATUS Box (UIDVALIDITY)'))?.[1]
    await imap.ok('CREATE Box')
    const first = await validity()
    await imap.ok('DELETE Box')
    await imap.ok('CREATE Box')
    expect(Number(await validity())).toBeGreaterThan(Number(first))
  })

  test('RENAME takes those below along, and keeps ids and subscriptions apart', async () => {
    await using imap = await signIn('rename')
    for (const name of ['Old', 'Old/Sub', 'Other']) await imap.ok(`CREATE ${name}`)
    const idOf = async (name: string) => /MAILBOXID \(([^)]+)\)/.exec(await imap.ok(`STATUS ${name} (MAILBOXID)`))?.[1]
    const before = await idOf('Old/Sub')
    await imap.ok('RENAME Old New')
    expect(await idOf('New/Sub')).toBe(before)
    expect(await imap.ok('LIST "" *')).not.toContain('Old')
    expect((await imap.say('RENAME New Other')).tagged).toMatch(/^NO \[ALREADYEXISTS\] /)
    expect((await imap.say('RENAME Nowhere There')).tagged).toMatch(/^NO \[NONEXISTENT\] /)
    expect((await imap.say('RENAME New New/Sub/Deep')).tagged).toMatch(/^NO \[CANNOT\] /)
    await imap.ok('RENAME INBOX INBOX/Past')
  })

  test('RENAME of INBOX moves what is in it, and INBOX stays (RFC 9051 §6.3.6)', async () => {
    await using imap = await openFilled(app, { user: 'rename-inbox', messages: 2 })
    expect((await imap.say('RENAME INBOX Past')).untagged).toEqual(['* 2 EXPUNGE', '* 1 EXPUNGE'])
    expect(await imap.ok('STATUS Past (MESSAGES)')).toBe('* STATUS Past (MESSAGES 2)')
    expect(await imap.ok('STATUS INBOX (MESSAGES)')).toBe('* STATUS INBOX (MESSAGES 0)')
  })

  test('who has it selected and deletes it has none selected any more', async () => {
    await using imap = await signIn('selected-gone')
    await imap.ok('CREATE Box')
    await imap.ok('SELECT Box')
    expect((await imap.say('DELETE Box')).untagged[0]).toMatch(/^\* OK \[CLOSED\] /)
    expect((await imap.say('CLOSE')).tagged).toMatch(/^BAD /)
  })

  test('another one who has it selected hears BYE, at the next command or while idle', async () => {
    await using imap = await signIn('other-gone')
    for (const name of ['One', 'Two']) await imap.ok(`CREATE ${name}`)
    await using reading = await openMailbox(app.imap, { user: 'other-gone', mailbox: 'One' })
    await using idling = await openMailbox(app.imap, { user: 'other-gone', mailbox: 'Two' })
    idling.write('a IDLE\r\n')
    await idling.response()
    await imap.ok('DELETE One')
    await imap.ok('RENAME Two Three')
    reading.write('a NOOP\r\n')
    expect(await reading.response()).toMatch(/^\* BYE /)
    expect(await idling.response()).toMatch(/^\* BYE /)
  })
})

describe('LIST (RFC 9051 §6.3.9)', () => {
  const names = ['Sent', 'A/B', 'A/B/C', 'Lists/x', 'Lists/y']
  const listOf = async (command: string) => {
    await using imap = await signIn('list')
    return (await imap.ok(command)).split('\n').filter((line) => line !== '')
  }
  beforeAll(async () => {
    await using imap = await signIn('list')
    for (const name of names) await imap.ok(`CREATE ${name}${name === 'Sent' ? ' (USE (\\Sent))' : ''}`)
    for (const name of ['Sent', 'A/B/C', 'Lists/x']) await imap.ok(`SUBSCRIBE ${name}`)
  })

  test('an empty pattern asks for the separator', async () => {
    expect(await listOf('LIST "" ""')).toEqual(['* LIST (\\Noselect) "/" ""'])
  })

  test('all, with what is above them; special use is told in any case (RFC 6154 §2)', async () => {
    expect(await listOf('LIST "" *')).toEqual([
      '* LIST (\\HasNoChildren) "/" INBOX',
      '* LIST (\\Noselect \\HasChildren) "/" A',
      '* LIST (\\HasChildren) "/" A/B',
      '* LIST (\\HasNoChildren) "/" A/B/C',
      '* LIST (\\Noselect \\HasChildren) "/" Lists',
      '* LIST (\\HasNoChildren) "/" Lists/x',
      '* LIST (\\HasNoChildren) "/" Lists/y',
      '* LIST (\\HasNoChildren \\Sent) "/" Sent',
    ])
  })

  test('`%` stays on its level, and a reference stands before the pattern', async () => {
    expect(await listOf('LIST "" A/%')).toEqual(['* LIST (\\HasChildren) "/" A/B'])
    expect(await listOf('LIST Lists/ %')).toEqual(await listOf('LIST "" "Lists/%"'))
    expect(await listOf('LIST "" inBOX')).toEqual(['* LIST (\\HasNoChildren) "/" INBOX'])
  })

  test('several patterns (RFC 5258 §3)', async () => {
    expect(await listOf('LIST "" ("INBOX" Lists/* S%)')).toHaveLength(4)
    expect(await listOf('LIST "" () RETURN ()')).toEqual([])
  })

  test('an empty pattern among several is passed over (RFC 9051 §6.3.9)', async () => {
    expect(await listOf('LIST Lists ("" "/%")')).toEqual(await listOf('LIST Lists/ %'))
    expect(await listOf('LIST () Lists ""')).toEqual([])
  })

  test('SUBSCRIBED, also of what is no more (RFC 9051 §6.3.9.1)', async () => {
    await using imap = await signIn('list')
    await imap.ok('CREATE Past')
    await imap.ok('SUBSCRIBE Past')
    await imap.ok('DELETE Past')
    expect((await imap.ok('LIST (SUBSCRIBED) "" *')).split('\n')).toEqual([
      '* LIST (\\Subscribed \\HasNoChildren) "/" INBOX',
      '* LIST (\\Subscribed \\HasNoChildren) "/" A/B/C',
      '* LIST (\\Subscribed \\HasNoChildren) "/" Lists/x',
      '* LIST (\\NonExistent \\Noselect \\Subscribed \\HasNoChildren) "/" Past',
      '* LIST (\\Subscribed \\HasNoChildren \\Sent) "/" Sent',
    ])
    expect(await imap.ok('LIST "" *')).not.toContain('Past')
    await imap.ok('UNSUBSCRIBE Past')
    expect(await imap.ok('LIST (SUBSCRIBED REMOTE) "" *')).not.toContain('Past')
  })

  test('RECURSIVEMATCH tells of levels whose children are meant (RFC 9051 §6.3.9.6)', async () => {
    expect(await listOf('LIST (RECURSIVEMATCH SUBSCRIBED) "" %')).toEqual([
      '* LIST (\\Subscribed \\HasNoChildren) "/" INBOX',
      '* LIST (\\NonExistent \\Noselect \\HasChildren) "/" A ("CHILDINFO" ("SUBSCRIBED"))',
      '* LIST (\\NonExistent \\Noselect \\HasChildren) "/" Lists ("CHILDINFO" ("SUBSCRIBED"))',
      '* LIST (\\Subscribed \\HasNoChildren \\Sent) "/" Sent',
    ])
  })

  test('SPECIAL-USE (RFC 6154 §5.2)', async () => {
    expect(await listOf('LIST (SPECIAL-USE) "" * RETURN (SPECIAL-USE)')).toEqual(['* LIST (\\HasNoChildren \\Sent) "/" Sent'])
  })

  test('RETURN, with STATUS (RFC 9051 §6.3.9.2, RFC 5819)', async () => {
    expect(await listOf('LIST "" (Lists %/x) RETURN (SUBSCRIBED CHILDREN STATUS (MESSAGES))')).toEqual([
      '* LIST (\\NonExistent \\Noselect \\HasChildren) "/" Lists',
      '* LIST (\\Subscribed \\HasNoChildren) "/" Lists/x',
      '* STATUS Lists/x (MESSAGES 0)',
    ])
  })

  test.for([
    'LIST (RECURSIVEMATCH) "" *',
    'LIST (WIZ) "" *',
    'LIST "" * RETURN (WIZ)',
    'LIST "" * RETURN',
    'LIST "" * WIZ ()',
    'LIST "" * RETURN (STATUS)',
    'LIST "" * RETURN (STATUS (WIZ))',
    'LIST ""',
    'LIST',
    'LSUB "" (a b)',
    `LIST "" "${'x'.repeat(1001)}"`,
  ])('%s is BAD', async (command) => {
    await using imap = await signIn('list')
    expect((await imap.say(command)).tagged).toMatch(/^BAD /)
  })

  test('LSUB, with levels above what is subscribed (RFC 3501 §6.3.9)', async () => {
    expect(await listOf('LSUB "" *')).toEqual([
      '* LSUB () "/" INBOX',
      '* LSUB () "/" A/B/C',
      '* LSUB () "/" Lists/x',
      '* LSUB () "/" Sent',
    ])
    expect(await listOf('LSUB "" %')).toEqual([
      '* LSUB () "/" INBOX',
      '* LSUB (\\Noselect) "/" A',
      '* LSUB (\\Noselect) "/" Lists',
      '* LSUB () "/" Sent',
    ])
  })

  test('SUBSCRIBE to what is not there is refused (RFC 9051 §6.3.7)', async () => {
    await using imap = await signIn('list')
    expect((await imap.say('SUBSCRIBE Nowhere')).tagged).toMatch(/^NO \[NONEXISTENT\] /)
    expect((await imap.say('UNSUBSCRIBE Nowhere')).tagged).toMatch(/^OK /)
  })
})

describe('STATUS (RFC 9051 §6.3.11)', () => {
  test('tells what is asked, of a mailbox that is not selected', async () => {
    await using imap = await openFilled(app, { user: 'status', messages: 3 })
    await imap.ok('STORE 1 +FLAGS (\\Seen)')
    await imap.ok('STORE 2 +FLAGS (\\Deleted)')
    const octets = 3 * mail('Mail 1').length
    expect(await imap.ok('STATUS INBOX (MESSAGES UNSEEN DELETED SIZE RECENT APPENDLIMIT)')).toBe(
      `* STATUS INBOX (MESSAGES 3 UNSEEN 2 DELETED 1 SIZE ${octets} RECENT 0 APPENDLIMIT 52428800)`,
    )
    expect(await imap.ok('STATUS inbox (UIDNEXT UIDVALIDITY HIGHESTMODSEQ MAILBOXID)')).toMatch(
      /\n\* STATUS INBOX \(UIDNEXT \d+ UIDVALIDITY \d+ HIGHESTMODSEQ \d+ MAILBOXID \([\w-]+\)\)$/,
    )
  })

  test('counts what was acknowledged by SMTP right before (DESIGN §2, promise 2)', async () => {
    await using imap = await signIn('count@x.test')
    for (let i = 1; i <= 5; i++) {
      await send(app, 'count@x.test', `Mail ${i}`)
      expect(await imap.ok('STATUS INBOX (MESSAGES)')).toBe(`* STATUS INBOX (MESSAGES ${i})`)
    }
  })

  test.for(['STATUS INBOX', 'STATUS INBOX ()', 'STATUS INBOX (WIZ)', 'STATUS INBOX MESSAGES', 'STATUS INBOX (TOSTRING)'])(
    '%s is BAD',
    async (line) => {
      await using imap = await signIn('status')
      expect((await imap.say(line)).tagged).toMatch(/^BAD /)
    },
  )

  test('of what is not there is NO [NONEXISTENT] (RFC 5530 §3)', async () => {
    await using imap = await signIn('status')
    expect((await imap.say('STATUS Nowhere (MESSAGES)')).tagged).toMatch(/^NO \[NONEXISTENT\] /)
  })
})

test("NAMESPACE is one, of one's own (RFC 9051 §6.3.10)", async () => {
  await using imap = await signIn('namespace')
  expect(await imap.ok('NAMESPACE')).toBe('* NAMESPACE (("" "/")) NIL NIL')
})

test('CHECK has nothing to do (RFC 3501 §6.4.1)', async () => {
  await using imap = await openFilled(app, { user: 'check' })
  expect(await imap.ok('CHECK')).toBe('')
})
