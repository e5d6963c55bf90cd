/** The one script of the page: narrows the mails down, opens and closes them, shows those in view. All is there without it. */
import { createHash } from 'node:crypto'

export const SCRIPT = `(()=>{
const byId=(id)=>document.getElementById(id)
const bar=byId('bar'),box=byId('filter'),toggle=byId('toggle'),shown=byId('shown'),mails=[...document.querySelectorAll('.mail')]
const texts=mails.map((mail)=>mail.firstElementChild.textContent.toLowerCase())
const visible=()=>mails.filter((mail)=>!mail.hidden)
function narrow(){const words=box.value.toLowerCase().split(/\\s+/).filter(Boolean)
mails.forEach((mail,at)=>{mail.hidden=!words.every((word)=>texts[at].includes(word))})
shown.value=words.length?visible().length+' of '+mails.length:''
name()}
function name(){toggle.textContent=visible().some((mail)=>mail.open)?'Close all':'Open all'}
function show(){const target=byId(decodeURIComponent(location.hash.slice(1)));if(!target)return
if(target.hidden){box.value='';narrow()}
for(let each=target;each;each=each.parentElement)if('open' in each)each.open=true
target.scrollIntoView()}
function fill(frame){const kept=frame.querySelector('noscript');if(!kept)return
const holder=document.createElement('template');holder.innerHTML=kept.textContent
frame.replaceChildren(holder.content)}
const view=new IntersectionObserver((entries)=>{for(const {isIntersecting,target} of entries)if(isIntersecting&&target.closest('.mail').open){view.unobserve(target);fill(target)}},{rootMargin:'400px'})
addEventListener('toggle',({target})=>{const frame=target.matches('.mail')&&target.querySelector('.frame');if(frame)view[target.open?'observe':'unobserve'](frame)},true)
if(bar){bar.hidden=false
box.addEventListener('input',narrow)
toggle.addEventListener('click',()=>{const open=!visible().some((mail)=>mail.open);for(const mail of visible())mail.open=open;name()})
addEventListener('toggle',name,true)
addEventListener('keydown',(event)=>{if(event.key==='/'&&!event.target.closest('input')){event.preventDefault();box.focus()}})}
addEventListener('hashchange',show)
if(location.hash)show()
})()`

/** For the policy of the page: this script and no other. */
export const SCRIPT_HASH = `sha256-${createHash('sha256').update(SCRIPT).digest('base64')}`
