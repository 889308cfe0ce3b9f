// What a device keeps of a school for a day: copies of pages that open without a network, and a sealed sheet of visits;
// where they lie, until when, and how they are forgotten.

export const KEPT = 'trellis-on-site'
export const AWAY = 'trellis-visits'
export const SHEET = 'trellis-visits-sheet'
const KEPT_UNTIL = 'X-Kept-Until'

/** The end of today by the device's own clock. */
export const tonight = () => new Date().setHours(24, 0, 0, 0)

/** What a copy carries with it: until when it is shown. */
export function untilTonight() {
  return { [KEPT_UNTIL]: String(tonight()) }
}

/** The copy of a page, while it is still the day it was kept on; an older one goes. */
export async function kept(path) {
  for (const name of [KEPT, AWAY]) {
    const held = await caches.match(path, { cacheName: name })
    if (held && Date.now() < Number(held.headers.get(KEPT_UNTIL))) return held
    if (held) await caches.delete(name)
  }
  return undefined
}

/** Nothing of it stays on this device, nor what would show it. What was written on visits and is not sent yet stays,
 * sealed: nobody else would know of it. */
export async function forget() {
  localStorage.removeItem(SHEET)
  if ('caches' in window) for (const name of [KEPT, AWAY]) await caches.delete(name)
  if (!('serviceWorker' in navigator)) return
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister()
}
