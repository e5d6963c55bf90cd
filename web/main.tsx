/** Starts the app: fixes the base address, makes the one API and renders. Everything else gets them handed in. */
import './styles/app.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Router } from 'wouter'
import { ApiContext, startApi } from './api/api.ts'
import { App } from './app.tsx'
import { SignInGate } from './features/sign-in/sign-in-gate.tsx'
import { followFocus } from './lib/gone-focus.ts'
import { noteKeyboard } from './lib/note-keyboard.ts'
import { markFrameFocus } from './ui/mark-frame-focus.ts'
import { TipProvider } from './ui/tip.tsx'
import { Toaster } from './ui/toast.tsx'

/**
 * The server writes a relative base, for it cannot know what prefix a proxy took away. Relative to the first path it is right;
 * relative to later ones it is not, so it is made absolute before the first navigation.
 */
function fixBase(): URL {
  const base = new URL(document.baseURI)
  const element = document.querySelector('base')
  if (element) element.href = base.href
  return base
}

noteKeyboard()
const base = fixBase()
const api = startApi(base.href)
const root = document.querySelector('#root')
if (!root) throw new Error('index.html has no #root')
followFocus()
markFrameFocus()

createRoot(root).render(
  <StrictMode>
    <ApiContext value={api}>
      <QueryClientProvider client={api.cache}>
        <TipProvider>
          <Router base={base.pathname.replace(/\/$/, '')}>
            <SignInGate>
              <App />
            </SignInGate>
          </Router>
          <Toaster />
        </TipProvider>
      </QueryClientProvider>
    </ApiContext>
  </StrictMode>,
)
