/** The one script in the document of a mail: how the app around the frame learns of it, and acts on it. */

export interface FrameContent {
  blockedHosts: string[]
  loadedHosts: string[]
  missingContentIds: string[]
  /** The mail says how it wants to look in the dark. */
  hasDarkStyles: boolean
}

const BODY_MARGIN_PX = 16
/** Without a doctype the body is at least as high as the frame; that its content is much lower, only the content tells. */
const SLACK_PX = 48

/**
 * Posts at once what the mail lost, so that the app can say it before the mail is in sight; then size, pressed keys, presses, that files are dragged over it and what is missing to the app around the frame; prints
 * when asked. The words for an image that does not come are shown as other words are. Ends no tag: `<` is escaped.
 */
export function frameScript(nonce: string, content: FrameContent): string {
  const data = JSON.stringify(content).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
  return `<script nonce="${nonce}">(()=>{const post=(message)=>parent.postMessage(message,'*')
if(parent===window)return
const content=${data}
let last=''
const bottom=()=>{const all=document.createRange();all.selectNodeContents(document.body);return all.getBoundingClientRect().bottom+scrollY+${BODY_MARGIN_PX}}
const measure=()=>{const root=document.documentElement,body=document.body
if(!body)return
let height=Math.ceil(Math.max(root.getBoundingClientRect().height,body.scrollHeight))
if(document.compatMode==='BackCompat'&&height<=innerHeight&&bottom()<innerHeight-${SLACK_PX})height=Math.ceil(bottom())
const width=Math.max(root.scrollWidth,body.scrollWidth)
if(last!==(last=[height,width,innerWidth].join()))post({mailmitt:'size',height,width,viewWidth:innerWidth})}
post({mailmitt:'content',...content})
addEventListener('DOMContentLoaded',()=>{measure();new ResizeObserver(measure).observe(document.body);addEventListener('resize',measure)})
addEventListener('load',measure)
addEventListener('error',({target})=>{if(target.tagName==='IMG')target.style.filter='none'},true)
addEventListener('keydown',(event)=>{const {key,code,ctrlKey,metaKey,altKey,shiftKey}=event;if((ctrlKey||metaKey)&&key.toLowerCase()==='k')event.preventDefault();post({mailmitt:'key',key,code,ctrlKey,metaKey,altKey,shiftKey,altGraph:event.getModifierState('AltGraph')})})
addEventListener('pointerup',()=>post({mailmitt:'press'}))
for(const type of ['dragover','drop'])addEventListener(type,(event)=>{const types=event.dataTransfer?.types??[];if(!types.includes('Files')||types.includes('text/html'))return
event.preventDefault();if(type==='dragover')post({mailmitt:'files'})})
addEventListener('message',(event)=>{if(event.source===parent&&event.data&&event.data.mailmitt==='print')print()})
})()</script>`
}
