// The copy of the on-site list that a device keeps for a day: where it lies, until when, and how it is forgotten.

export const KEPT = 'trellis-on-site'
const KEPT_UNTIL = 'X-Kept-Until'

/** What a copy carries with it: the end of today by the device's own clock. */
export function untilTonight() {
  return { [KEPT_UNTIL]: String(new Date().setHours(24, 0, 0, 0)) }
}

/** The copy of a page, while it is still the day it was kept on; an older one goes. */
export async function kept(path) {
  const held = await (await caches.open(KEPT)).match(path)
  if (held && Date.now() < Number(held.headers.get(KEPT_UNTIL))) return held
  await caches.delete(KEPT)
  return undefined
}

/** Nothing of it stays on this device, nor what would show it. */
export async function forget() {
  if ('caches' in window) await caches.delete(KEPT)
  if (!('serviceWorker' in navigator)) return
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister()
}
