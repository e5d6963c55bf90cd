/** How the page looks: as the web app does, in one column that is as good on paper and on a phone. */
export const STYLE = `
:root{color-scheme:light dark;--canvas:#f7f7f8;--surface:#fff;--sunken:#f3f3f5;--chip:#ececf0;--line:#e7e7ea;--strong:#d3d4d9;--text:#17181b;--muted:#55585f;--faint:#666971;--accent:#3d55d8;--danger:#b42318;--danger-soft:#fdeceb;--warning:#8a5300;--warning-soft:#fbf1dd;--success:#18794e}
@media(prefers-color-scheme:dark){:root{--canvas:#0d0e10;--surface:#141518;--sunken:#0f1012;--chip:#282a30;--line:#25272c;--strong:#363940;--text:#ececef;--muted:#a9acb4;--faint:#9094a0;--accent:#8fa2ff;--danger:#ff8b80;--danger-soft:#35191a;--warning:#eab766;--warning-soft:#2e2413;--success:#5cc593}}
*{box-sizing:border-box}
html{scroll-padding-top:56px}
body{margin:0;background:var(--canvas);color:var(--text);font:13px/20px ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
header,main,footer{max-width:1040px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
h1{margin:0;font-size:18px;line-height:26px;font-weight:600}
h2{display:flex;gap:8px;align-items:baseline;margin:28px 0 8px;font-size:14px;font-weight:600}
h3{margin:16px 0 4px;font-size:11px;line-height:16px;font-weight:600;color:var(--faint);text-transform:uppercase;letter-spacing:.04em}
p{margin:4px 0}
a{color:var(--accent);text-decoration:none}
a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
code,pre,.mono{font:12px/18px ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
.about{color:var(--muted)}
.count{color:var(--faint);font-weight:400}
.figures{display:flex;flex-wrap:wrap;gap:8px;margin:16px 0 8px;padding:0;list-style:none}
.figures a{display:block;min-width:112px;padding:8px 12px;border:1px solid var(--line);border-radius:6px;background:var(--surface);color:var(--muted)}
.figures a:hover{border-color:var(--strong);text-decoration:none}
.figures b{display:block;font-size:18px;line-height:24px;font-weight:600;color:var(--text)}
.figures .bad b{color:var(--danger)}
.bar{position:sticky;top:0;z-index:1;display:flex;gap:8px;align-items:center;padding:8px 0;background:var(--canvas)}
.bar input{flex:1;min-width:0;height:32px;padding:0 10px;border:1px solid var(--strong);border-radius:6px;background:var(--surface);color:var(--text);font:inherit}
.bar button{height:32px;padding:0 10px;border:1px solid var(--strong);border-radius:6px;background:var(--surface);color:var(--text);font:inherit;white-space:nowrap}
.bar output{color:var(--faint);white-space:nowrap}
[hidden]{display:none!important}
.note{color:var(--muted)}
.rows{border:1px solid var(--line);border-radius:6px;background:var(--surface)}
.rows>details+details,.rows>article+article{border-top:1px solid var(--line)}
.rows>details:last-of-type[open]{border-radius:0 0 6px 6px}
summary{cursor:default;list-style:none}
summary::-webkit-details-marker{display:none}
.rows>details>summary{display:grid;grid-template-columns:16px 60px minmax(90px,190px) minmax(90px,190px) 1fr auto;gap:0 10px;padding:6px 12px}
.rows>details>summary:hover{background:var(--sunken)}
summary::before{content:"";width:5px;height:5px;margin:7px 0 0 2px;border:solid var(--faint);border-width:0 1.5px 1.5px 0;transform:rotate(-45deg)}
details[open]>summary::before{transform:rotate(45deg)}
.cut{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;unicode-bidi:isolate}
.time{color:var(--faint)}
.who{color:var(--muted)}
.subject{font-weight:600}
.chips{display:flex;gap:4px;flex-wrap:wrap;justify-content:flex-end}
.chip{padding:0 6px;border-radius:4px;background:var(--chip);color:var(--muted);font-size:11px;line-height:20px;white-space:nowrap;max-width:180px;overflow:hidden;text-overflow:ellipsis}
.error,.refused,.aborted{background:var(--danger-soft);color:var(--danger)}
.warning{background:var(--warning-soft);color:var(--warning)}
.accepted{color:var(--success)}
.code{background:none;border:1px solid var(--strong);color:var(--text);line-height:18px}
.inside{padding:4px 16px 16px 38px}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:2px 14px;margin:4px 0}
dt{color:var(--faint)}
dd{margin:0;unicode-bidi:isolate}
ul.plain{margin:4px 0;padding:0;list-style:none}
ul.plain li{margin:2px 0;unicode-bidi:isolate}
dd ul.plain,dd ul.plain li:first-child{margin-top:0}
li span,td,bdi{unicode-bidi:isolate}
@media(scripting:enabled){.frame:has(>noscript){min-height:440px}}
.frame{margin:12px 0 0}
iframe{display:block;width:100%;height:440px;min-height:120px;border:1px solid var(--line);border-radius:6px;background:#fff;resize:vertical;overflow:auto}
.inside details{margin-top:8px;border-top:1px solid var(--line);padding-top:8px}
.inside summary{display:flex;gap:8px;color:var(--muted)}
pre{margin:6px 0 0;padding:10px 12px;border-radius:6px;background:var(--sunken);white-space:pre-wrap;max-height:480px;overflow:auto;unicode-bidi:isolate}
table{width:100%;border-collapse:collapse}
td{padding:2px 12px 2px 0;vertical-align:top}
td:first-child{width:1%;white-space:nowrap;color:var(--faint)}
.dialogue td:nth-child(2){width:1%;color:var(--faint)}
.dialogue td:first-child{text-align:right}
.dialogue .client{color:var(--text);font-weight:600}
.dialogue .server{color:var(--muted)}
.dialogue .note{color:var(--faint);font-style:italic}
.dialogue .wrong{color:var(--warning);font-family:inherit}
.wait{padding:10px 12px 12px;border-left:3px solid var(--danger)}
.rows>.wait:first-child{border-top-left-radius:6px}
.rows>.wait:last-child{border-bottom-left-radius:6px}
.wait .question{font-weight:600;unicode-bidi:isolate}
.wait .why{unicode-bidi:isolate}
:target{box-shadow:inset 2px 0 var(--accent)}
footer{padding-top:24px;padding-bottom:40px;color:var(--faint)}
@media(max-width:700px){header,main,footer{padding-left:12px;padding-right:12px}.rows>details>summary{grid-template-columns:16px minmax(0,1fr) auto}.rows>details>summary>.subject,.rows>details>summary>.reason,.rows>details>summary>.chips{grid-column:2/-1;justify-content:flex-start}.rows>details>summary>.time{grid-column:3;grid-row:1;text-align:right}.rows>details>summary>.who{grid-column:2;grid-row:1}.rows>details>summary>.to{display:none}.inside{padding-left:12px;padding-right:12px}dl{grid-template-columns:82px minmax(0,1fr);gap:2px 8px}.figures a{min-width:0;flex:1 1 30%;padding:6px 10px}.bar{flex-wrap:wrap}.bar input{flex-basis:100%}iframe{height:360px}}
@media print{.bar{display:none}body{background:#fff}}
`
