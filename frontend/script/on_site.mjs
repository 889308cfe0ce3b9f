// The on-site list, readable when the network is gone: kept on this device for today where somebody asks for it, and
// forgotten when they sign out (trellis.mjs), or on the next day (on_site_worker.mjs).

import { KEPT, kept, untilTonight } from './shared/kept.mjs'

const list = document.querySelector('[data-worker]')
const button = document.querySelector('[data-keep]')
const says = document.querySelector('[data-says]')

/** The page as it stands, without script, saying that it is a copy. */
function copy() {
  const page = document.documentElement.cloneNode(true)
  for (const script of page.querySelectorAll('script')) script.remove()
  page.querySelector('[data-kept]').hidden = false
  page.querySelector('[data-keep]').remove()
  page.querySelector('[data-says]').remove()
  return new Response(`<!doctype html>${page.outerHTML}`, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'",
      ...untilTonight()
    }
  })
}

async function keep() {
  await navigator.serviceWorker.register(list.dataset.worker, { scope: location.pathname })
  await caches.delete(KEPT)
  const cache = await caches.open(KEPT)
  await cache.put(location.pathname, copy())
  await cache.addAll([...document.querySelectorAll('link[rel~="stylesheet"], link[rel~="icon"]')].map(({ href }) => href))
  button.hidden = true
  says.textContent = button.dataset.keeps
}

/** Whoever asked for it on this device today has each newer list kept too. */
async function begin() {
  if (await kept(location.pathname)) await keep()
  else button.hidden = false
}

if (list && button && 'serviceWorker' in navigator && 'caches' in window) {
  button.addEventListener('click', keep)
  begin()
}
