// Shows the kept on-site list, and the page that opens a sheet of visits, where the network does not answer. It keeps
// nothing itself: what is kept somebody asked for (on_site.mjs, visits_away.mjs), and it is of today or it goes.

import { kept } from './shared/kept.mjs'

const PATIENCE = 5000 // milliseconds: outside, in the playground, a network that hangs is none

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const address = new URL(request.url)
  if (request.method !== 'GET' || address.origin !== self.location.origin) return
  if (request.mode === 'navigate' && self.registration.scope === address.origin + address.pathname) {
    event.respondWith(list(request, address.pathname))
  } else if (['style', 'image', 'script'].includes(request.destination)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request)) ?? Response.error()))
  }
})

async function list(request, path) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) })
  } catch (wrong) {
    const held = await kept(path)
    if (held) return held
    throw wrong
  }
}
