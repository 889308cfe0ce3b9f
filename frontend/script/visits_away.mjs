// The sheet of a round of visits on a device, opened without a network. It is kept sealed with letters or digits that
// only its reader knows (AES-GCM, the key from PBKDF2, neither of them ever stored), until tonight. What is written is
// one act each with an id of its own, sealed too, and sent as soon as the network and the session allow; sent twice it
// is kept once. A device that was reported lost is told so by the first answer it gets, and forgets everything.

import { AWAY, SHEET, forget, tonight, untilTonight } from './shared/kept.mjs'

const WAITING = 'trellis-visits-waiting'
const TRIES = 5
const ROUNDS = 600000
const IDLE = 5 * 60 * 1000 // milliseconds without a touch until it locks itself

const here = document.querySelector('[data-away]')
if (here && window.crypto?.subtle) open(here)

function open(here) {
  const words = JSON.parse(document.getElementById('away-words').textContent)
  const token = here.querySelector('[name=csrfmiddlewaretoken]').value
  const at = (name) => here.querySelector(`[data-${name}]`)
  let key = null // in memory only, while the sheet is open
  let sheet = null
  let adding = 0
  let idle

  const say = (text) => {
    at('state').textContent = text
  }
  const read = (name) => JSON.parse(localStorage.getItem(name) ?? 'null')
  const write = (name, value) => localStorage.setItem(name, JSON.stringify(value))

  // ── Sealing ──

  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0))
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))

  async function keyOf(pin, salt) {
    const from = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveKey'])
    return crypto.subtle.deriveKey(
      { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS },
      from,
      { name: 'AES-GCM', length: 256 },
      false,
      ['encrypt', 'decrypt']
    )
  }

  async function seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(value)))
    return { iv: text(iv), data: text(data) }
  }

  async function unseal({ iv, data }) {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes(iv) }, key, bytes(data))
    return JSON.parse(new TextDecoder().decode(plain))
  }

  // ── What waits to be sent ──

  async function waiting() {
    const held = read(WAITING)
    return held ? unseal(held) : []
  }

  async function keepWaiting(acts) {
    if (acts.length) write(WAITING, { ...(await seal(acts)), ...about(), count: acts.length })
    else localStorage.removeItem(WAITING)
  }

  const about = () => {
    const { salt, device } = read(SHEET) ?? read(WAITING)
    return { salt, device }
  }

  /** One thing after another: what is kept is read, added to and sealed again, and never by two at once. */
  let before = Promise.resolve()
  const inTurn = (then) => (before = before.then(then, then))

  async function act(said) {
    say('')
    adding += 1
    const one = { act: crypto.randomUUID(), at: new Date().toISOString(), ...said }
    await inTurn(async () => keepWaiting([...(await waiting()), one]))
    adding -= 1
    await send()
  }

  async function post(url, body) {
    return fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(15000)
    })
  }

  /** Send what waits; with nothing to send it still asks whether this device may go on. */
  const send = () => inTurn(sendNow)

  async function sendNow() {
    const device = (read(SHEET) ?? read(WAITING))?.device
    if (!device) return
    const acts = key ? await waiting() : []
    let answer
    try {
      // Asked without a session too: a lost device is signed out, and must still forget.
      answer = await fetch(here.dataset.standing.replace('KEY', device), { signal: AbortSignal.timeout(15000) })
      if (answer.status !== 410) answer = await post(here.dataset.send, { device, acts })
    } catch {
      tell('waiting')
      return
    }
    if (answer.status === 410) {
      await revoked()
    } else if (answer.status === 200) {
      const { kept, refused } = await answer.json()
      if (key) await keepWaiting((await waiting()).filter((one) => !kept.includes(one.act)))
      const why = Object.values(refused)
      if (why.length) say(words.refused.replace('SAYS', why.join(' ')))
      else tell('saved')
    } else {
      tell('signin')
    }
  }

  function tell(how) {
    if (adding) return // what is being written now is told of next
    const count = read(WAITING)?.count ?? 0
    if (count) say(words[how === 'saved' ? 'waiting' : how].replace('COUNT', count))
    else say(how === 'saved' && sheet ? words.saved : '')
  }

  // ── Forgotten ──

  async function revoked() {
    localStorage.removeItem(WAITING)
    await wipe(words.revoked)
  }

  async function wipe(says) {
    lock()
    await forget()
    begin()
    say(says)
  }

  function lock() {
    key = null
    sheet = null
    at('sheet').replaceChildren()
    at('sheet').hidden = true
    at('locking').hidden = true
    clearTimeout(idle)
  }

  const awake = () => {
    clearTimeout(idle)
    if (key) idle = setTimeout(() => (lock(), begin()), IDLE)
  }
  for (const one of ['pointerdown', 'keydown']) document.addEventListener(one, awake)

  // ── Taking it along ──

  at('taking')?.addEventListener('submit', async (event) => {
    event.preventDefault()
    const form = event.target
    const pin = form.pin.value
    if (pin.length < 6) return say(words.short)
    let answer
    try {
      answer = await post(here.dataset.take, { round: Number(here.dataset.round), name: form.elements.name.value })
    } catch {
      return tell('waiting')
    }
    if (answer.status !== 200) {
      say(answer.status === 422 ? (await answer.json()).says : words.signin.replace('COUNT', ''))
      return
    }
    const taken = await answer.json()
    const salt = crypto.getRandomValues(new Uint8Array(16))
    key = await keyOf(pin, salt)
    write(SHEET, { ...(await seal(taken.sheet)), salt: text(salt), device: taken.device, until: tonight(), tries: TRIES })
    form.reset()
    await keepPage()
    sheet = taken.sheet
    show()
    say(words.kept)
  })

  /** This page opens without a network: a copy that offers no round and names nobody, with its style and script. */
  async function keepPage() {
    if (!('serviceWorker' in navigator)) return
    await navigator.serviceWorker.register(here.dataset.worker, { scope: location.pathname })
    const page = document.documentElement.cloneNode(true)
    page.querySelector('[data-taking]')?.remove()
    page.querySelector('[data-away]').removeAttribute('data-round')
    page.querySelector('[data-sheet]').replaceChildren()
    page.querySelector('[data-state]').textContent = ''
    await caches.delete(AWAY)
    const cache = await caches.open(AWAY)
    await cache.put(
      location.pathname,
      new Response(`<!doctype html>${page.outerHTML}`, {
        headers: {
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Security-Policy':
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'",
          ...untilTonight()
        }
      })
    )
    const needed = [...document.querySelectorAll('link[rel~="stylesheet"], link[rel~="icon"]')].map(({ href }) => href)
    await cache.addAll([...needed, ...[...document.querySelectorAll('script[src]')].map(({ src }) => src)])
  }

  // ── Opening it ──

  at('opening').addEventListener('submit', async (event) => {
    event.preventDefault()
    const form = event.target
    const held = read(SHEET) ?? read(WAITING)
    if (!held) return begin()
    key = await keyOf(form.pin.value, bytes(held.salt))
    form.reset()
    try {
      const found = await unseal(held)
      sheet = read(SHEET) ? found : null
    } catch {
      key = null
      const left = (held.tries ?? TRIES) - 1
      if (left > 0) {
        write(read(SHEET) ? SHEET : WAITING, { ...held, tries: left })
        return say(words.wrong.replace('LEFT', left))
      }
      localStorage.removeItem(WAITING)
      return wipe(words.gone)
    }
    if (read(SHEET)) write(SHEET, { ...held, tries: TRIES })
    if (sheet) show()
    await send()
    if (!sheet && !read(WAITING)) begin()
  })

  at('lock').addEventListener('click', () => {
    lock()
    begin()
  })
  at('forget').addEventListener('click', () => wipe(words.none))

  // ── The sheet ──

  function make(name, content = {}, ...children) {
    const { on = {}, ...given } = content
    const one = document.createElement(name)
    for (const [key, value] of Object.entries(given)) {
      if (key in one && key !== 'for') one[key] = value
      else one.setAttribute(key, value)
    }
    for (const [event, then] of Object.entries(on)) one.addEventListener(event, then)
    one.append(...children)
    return one
  }

  function show() {
    at('opening').hidden = true
    if (at('taking')) at('taking').hidden = true
    const { round, visits } = sheet
    const about = words.round
      .replace('DAY', round.day)
      .replace('LEAVES', round.leaves)
      .replace('BACK', round.back)
      .replace('WATCHED', round.watched)
    const button = (says, what) =>
      make('button', { type: 'button', className: 'govuk-button govuk-button--secondary', on: { click: () => act({ what }) } }, says)
    at('sheet').replaceChildren(
      make('h2', { className: 'govuk-heading-m' }, round.who),
      make('p', { className: 'govuk-body' }, about),
      make('div', { className: 'govuk-button-group' }, button(words.left, 'left'), button(words.back, 'back')),
      ...visits.map(visit)
    )
    at('sheet').hidden = false
    at('locking').hidden = false
    awake()
  }

  function visit(one) {
    const says = make('p', { className: 'govuk-body', role: 'status' })
    const parts = [make('h3', { className: 'govuk-heading-m' }, `${one.name} · ${one.class}`)]
    if (one.note) parts.push(make('div', { className: 'govuk-inset-text' }, make('strong', {}, `${words.note}: `), one.note))
    parts.push(make('p', { className: 'govuk-body' }, one.address.join(', ') || words.address))
    for (const [name, phone, about] of one.adults) {
      const number = phone ? [' · ', make('a', { className: 'govuk-link', href: `tel:${phone}` }, phone)] : []
      parts.push(make('p', { className: 'govuk-body' }, name, ...number, about ? ` · ${about}` : ''))
    }
    if (one.why) parts.push(make('p', { className: 'govuk-body' }, `${words.why}: ${one.why}`))
    if (one.hold) parts.push(make('p', { className: 'govuk-body' }, make('strong', { className: 'govuk-tag govuk-tag--yellow' }, words.hold)))
    if (one.written.length) parts.push(make('p', { className: 'govuk-body' }, `${words.written}: ${one.written.join(', ')}`))
    return make('section', { className: 'trellis-visit' }, ...parts, form(one, says), says)
  }

  function field(id, says, input) {
    input.id = id
    return make('div', { className: 'govuk-form-group' }, make('label', { className: 'govuk-label', htmlFor: id }, says), input)
  }

  function form(one, says) {
    const choices = words.outcomes.map(([value, label]) => {
      const id = `outcome-${one.id}-${value}`
      return make(
        'div',
        { className: 'govuk-radios__item' },
        make('input', { className: 'govuk-radios__input', type: 'radio', name: 'outcome', id, value }),
        make('label', { className: 'govuk-label govuk-radios__label', htmlFor: id }, label)
      )
    })
    const area = make('textarea', { className: 'govuk-textarea', name: 'words', rows: 3, maxLength: 2000 })
    const next = make('input', { className: 'govuk-input', name: 'next', maxLength: 300, autocomplete: 'off' })
    const due = make('input', { className: 'govuk-input govuk-input--width-10', name: 'due', type: 'date' })
    const submit = async (event) => {
      event.preventDefault()
      const { outcome, words: said, next: step, due: day } = event.target.elements
      if (!outcome.value) return (says.textContent = words.choose)
      if (step.value.trim() && !day.value) return (says.textContent = words.day)
      const written = { visit: one.id, outcome: outcome.value, words: said.value, next: step.value, due: day.value }
      event.target.reset()
      says.textContent = words.kept
      await act(written)
    }
    return make(
      'form',
      { noValidate: true, on: { submit } },
      make(
        'fieldset',
        { className: 'govuk-fieldset' },
        make('legend', { className: 'govuk-fieldset__legend govuk-fieldset__legend--s' }, words.outcome),
        make('div', { className: 'govuk-radios govuk-radios--small' }, ...choices)
      ),
      field(`words-${one.id}`, words.words, area),
      field(`next-${one.id}`, words.next, next),
      field(`due-${one.id}`, words.due, due),
      make('button', { className: 'govuk-button', type: 'submit' }, words.keep, make('span', { className: 'govuk-visually-hidden' }, ` ${one.name}`))
    )
  }

  // ── How it begins ──

  function begin() {
    const held = read(SHEET)
    const taking = at('taking')
    if (held && Date.now() >= held.until) {
      localStorage.removeItem(SHEET)
      say(words.ended)
    } else if (!held && !read(WAITING) && !taking) say(words.none)
    const opens = Boolean(read(SHEET) ?? read(WAITING))
    at('opening').hidden = !opens
    if (taking) taking.hidden = opens
  }

  addEventListener('online', send)
  begin()
  send().then(() => key || begin())
}
