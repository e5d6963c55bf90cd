import { expect, test } from 'vitest'
import { visibleText } from '../../server/mail/visible-text.ts'

const words = (html: string, max = 1000) => visibleText(html, max).replace(/\s+/g, ' ').trim()

test.for([
  ['<p>Hello <b>th</b>ere</p>', 'Hello there'],
  ['<td>a</td><td>b</td>', 'ab'], // no table around them: a browser drops the cells
  ['<table><tr><td>a</td><td>b</td></tr></table>', 'a b'],
  ['a<br>b<hr>c', 'a b c'],
  ['<ul><li>a<li>b</ul>', 'a b'],
  ['<style>p{}</style><script>x</script><title>t</title>a', 'a'],
  ['<svg><text>drawn</text></svg><iframe>f</iframe><object>o</object><template>t</template>a', 'a'],
  ['&lt;b&gt; &amp; &euro;', '<b> & €'],
  ['<!-- note -->a', 'a'],
  ['', ''],
])('of %j a reader sees %j', ([html = '', expected]) => {
  expect(words(html)).toBe(expected)
})

test('it stops early: a snippet needs the first few hundred characters only', () => {
  expect(visibleText('<p>word</p>'.repeat(10_000), 100).length).toBeLessThan(110)
})

test('HTML nested deeper than a call stack is read', () => {
  expect(words(`${'<div>'.repeat(100_000)}deep`, 1_000_000)).toBe('deep')
})
