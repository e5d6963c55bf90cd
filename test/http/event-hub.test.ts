import { expect, test } from 'vitest'
import { createEventHub, type SequencedEvent } from '../../server/mail/event-hub.ts'

const place = (event: SequencedEvent) => event.seq

function hear(hub: ReturnType<typeof createEventHub>, after?: number): SequencedEvent[] {
  const heard: SequencedEvent[] = []
  hub.subscribe(after, (event) => heard.push(event))
  return heard
}

test('counts that newer ones have overtaken are not told: the last told are the last there are', () => {
  const hub = createEventHub({ startedAtMs: 1 })
  const heard = hear(hub)
  hub.publishCounts([{ name: 'a', total: 2, unseen: 2, evicted: 0, revision: 7 }])
  hub.publishCounts([
    { name: 'a', total: 1, unseen: 1, evicted: 0, revision: 6 },
    { name: 'b', total: 5, unseen: 0, evicted: 0, revision: 6 },
  ])
  hub.publishCounts([{ name: 'a', total: 3, unseen: 3, evicted: 0, revision: 8 }])
  expect(heard).toEqual([
    { type: 'mailbox.changed', seq: 1001, name: 'a', total: 2, unseen: 2, evicted: 0 },
    { type: 'mailbox.changed', seq: 1002, name: 'b', total: 5, unseen: 0, evicted: 0 },
    { type: 'mailbox.changed', seq: 1003, name: 'a', total: 3, unseen: 3, evicted: 0 },
  ])
})

test('what came since is replayed while history reaches back, else it is a gap', () => {
  const hub = createEventHub({ startedAtMs: 1, historyLength: 3 })
  for (let i = 0; i < 5; i++) hub.publish({ type: 'message.changed', id: String(i) })
  expect(hear(hub, 1002).map(place)).toEqual([1003, 1004, 1005])
  expect(hear(hub, 1004).map(place)).toEqual([1005])
  expect(hear(hub, 1005)).toEqual([])
  expect(hear(hub)).toEqual([])
  for (const after of [0, 999, 1001, 1006]) expect(hear(hub, after)).toEqual([{ type: 'gap', seq: 1005 }])
})

test('a fresh hub has all of its short history', () => {
  const hub = createEventHub({ startedAtMs: 1 })
  const start = hub.seq
  hub.publish({ type: 'message.changed', id: 'x' })
  expect(hear(hub, start).map(place)).toEqual([1001])
})

test('who has left hears no more', () => {
  const hub = createEventHub({ startedAtMs: 1 })
  const heard: SequencedEvent[] = []
  const leave = hub.subscribe(undefined, (event) => heard.push(event))
  hub.publish({ type: 'gap' })
  leave()
  hub.publish({ type: 'gap' })
  expect(heard).toHaveLength(1)
})
