// Taking a register by thumb: each tap is one act, saved at once, kept on the device while there is no network, and
// never sent as anything but what it was. Without this script every button sends the page as one form.
//
// What is kept on the device is numbers and codes, no name, under the person who made the marks, until it is saved.

const form = document.querySelector('[data-register]')
if (form) take(form)

function take(form) {
  const words = JSON.parse(document.getElementById('register-words').textContent)
  const kept = `trellis-register-${form.dataset.person}`
  const here = form.dataset.save
  const token = form.querySelector('[name=csrfmiddlewaretoken]').value
  const state = form.querySelector('[data-state]')
  const begun = { server: BigInt(form.dataset.now), page: performance.now() }
  let sending = false
  let trouble = ''
  let pause = 1000

  // ── Acts, in the order they were made ──

  /** An act's id: the moment by the server's clock, and twenty bits of chance (moments.py). */
  function newAct() {
    const moment = begun.server + BigInt(Math.floor(performance.now() - begun.page))
    const chance = crypto.getRandomValues(new Uint32Array(1))[0] & 0xfffff
    return ((moment << 20n) | BigInt(chance)).toString()
  }

  const waiting = () => JSON.parse(localStorage.getItem(kept) ?? '[]')
  const keep = (acts) =>
    acts.length ? localStorage.setItem(kept, JSON.stringify(acts)) : localStorage.removeItem(kept)

  function act(marks, others = false) {
    keep([...waiting(), { save: here, act: newAct(), marks, others }])
    for (const mark of marks) show(mark.pupil, mark.code)
    tell()
    send()
  }

  /** Send what waits, the oldest first, one at a time. */
  async function send() {
    if (sending) return
    sending = true
    while (waiting().length) {
      const [oldest, ...rest] = waiting()
      let answer
      try {
        answer = await fetch(oldest.save, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
          body: JSON.stringify(oldest),
          redirect: 'manual',
          signal: AbortSignal.timeout(15000)
        })
      } catch {
        // No network, or one that is too slow to say so: the act stays and is sent again under the same id.
        trouble = 'offline'
        break
      }
      if (answer.status === 200 || answer.status === 422) {
        const [, ...left] = waiting()
        keep(left.length === rest.length ? rest : left)
        trouble = ''
        pause = 1000
        settle(oldest, await answer.json())
      } else {
        // Signed out, or the server is in trouble: nothing is lost, and somebody must know.
        trouble = answer.status >= 500 ? 'offline' : 'refused'
        break
      }
      tell()
    }
    sending = false
    tell()
    if (trouble === 'offline') {
      setTimeout(send, pause)
      pause = Math.min(pause * 2, 20000)
    }
  }

  function settle(sent, answer) {
    if (sent.save !== here) return
    for (const [pupil, stands] of Object.entries(answer.stands ?? {})) stand(pupil, stands.code, stands.says)
    for (const [pupil, says] of Object.entries(answer.conflicts ?? {})) conflict(pupil, sent, says)
    for (const [pupil, says] of Object.entries(answer.problems ?? {})) {
      const marked = pupil === '0' ? sent.marks.map((mark) => mark.pupil) : [pupil]
      for (const one of sent.marks) if (!stillWaiting(one.pupil)) show(one.pupil, place(one.pupil).dataset.seen)
      for (const one of marked) alertIn(one, says)
    }
  }

  const stillWaiting = (pupil) =>
    waiting().some((held) => held.save === here && held.marks.some((mark) => String(mark.pupil) === String(pupil)))

  // ── What the page shows ──

  const place = (pupil) => document.getElementById(String(pupil))
  const seenBy = (pupil) => {
    // A second tap before the first is saved has seen the first.
    const own = waiting()
      .filter((held) => held.save === here)
      .flatMap((held) => held.marks)
      .filter((mark) => String(mark.pupil) === String(pupil))
    return own.length ? own[own.length - 1].code : place(pupil).dataset.seen
  }

  function show(pupil, code) {
    const row = place(pupil)
    let common = false
    for (const tap of row.querySelectorAll('[data-code]')) {
      const pressed = tap.dataset.code === code
      tap.setAttribute('aria-pressed', String(pressed))
      common ||= pressed
    }
    const other = row.querySelector('[data-other]')
    if (other) {
      other.textContent = code
      other.hidden = common || !code
    }
    row.dataset.shown = code
    row.classList.toggle('trellis-place--waiting', stillWaiting(pupil))
    const more = row.querySelector('details')
    if (more && (code === 'L' || code === 'U')) more.open = true
  }

  /** What stands by the server's word. */
  function stand(pupil, code, says) {
    const row = place(pupil)
    row.dataset.seen = code
    row.querySelector(`[name="seen-${pupil}"]`).value = code
    if (says !== undefined) row.querySelector('[data-says]').textContent = says
    alertIn(pupil, '')
    if (!stillWaiting(pupil)) show(pupil, code)
    else row.classList.add('trellis-place--waiting')
  }

  function alertIn(pupil, says, ...buttons) {
    const box = place(pupil).querySelector('[data-conflict]')
    box.hidden = !says
    box.replaceChildren(...(says ? [document.createTextNode(`${says} `), ...buttons] : []))
  }

  /** Both marks, and a person chooses. */
  function conflict(pupil, sent, { says, stands }) {
    const meant = sent.marks.find((mark) => String(mark.pupil) === String(pupil))
    stand(pupil, stands)
    const choose = (words, then) => {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'govuk-button govuk-button--secondary'
      button.textContent = words
      button.addEventListener('click', then)
      return button
    }
    alertIn(
      pupil,
      says,
      choose(words.keep.replace('CODE', stands || '–'), () => {
        alertIn(pupil, '')
        tell()
      }),
      choose(words.use.replace('CODE', meant.code), () => {
        alertIn(pupil, '')
        act([{ ...meant, seen: seenBy(pupil) }])
      })
    )
  }

  function tell() {
    const rows = [...form.querySelectorAll('[data-pupil]')]
    const marked = rows.filter((row) => row.dataset.shown ?? row.dataset.seen).length
    const count = waiting().length
    const look = form.querySelectorAll('[data-conflict]:not([hidden])').length
    const said = [words.marked.replace('MARKED', marked).replace('OF', rows.length)]
    if (count && trouble === 'refused') said.push(words.refused.replace('COUNT', count))
    else if (count && trouble === 'offline') said.push(words.waiting.replace('COUNT', count))
    else if (count) said.push(words.saving)
    else said.push(words.saved)
    if (look) said.push(words.look.replace('COUNT', look))
    state.textContent = said.join(' · ')
    state.dataset.trouble = count ? trouble || 'saving' : look ? 'look' : ''
    form.querySelector('[data-others]').hidden = marked === rows.length || 'noSchool' in form.dataset
    const expected = form.querySelector('[data-as-expected]')
    if (expected) expected.hidden = !blanks().some((row) => row.dataset.expects)
    const close = form.querySelector('[data-close]')
    if (close) close.hidden = marked < rows.length || count > 0 || look > 0
  }

  // ── What people do ──

  form.addEventListener('submit', (event) => {
    const pressed = event.submitter
    if (!pressed || pressed.hasAttribute('data-close')) return
    event.preventDefault()
    if (pressed.hasAttribute('data-others')) return others()
    if (pressed.hasAttribute('data-as-expected')) return asExpected()
    const row = pressed.closest('[data-pupil]')
    const pupil = Number(row.dataset.pupil)
    if (pressed.name === 'more') return more(row, pupil)
    const code = pressed.value.slice(pressed.value.indexOf(':') + 1)
    const said = pressed.hasAttribute('data-confirms') ? natureOf(row, code) : {}
    if (code !== seenBy(pupil)) act([{ pupil, code, seen: seenBy(pupil), ...said }])
  })

  /** What the register must also say of a code that needs it, as the office expects it. */
  function natureOf(row, code) {
    return words.natures.includes(code) ? { nature: row.dataset.nature } : {}
  }

  /** As expected: everybody blank of whom the office expects a mark, confirmed in one act. */
  function asExpected() {
    const blank = blanks().filter((row) => row.dataset.expects)
    if (!blank.length) return
    act(
      blank.map((row) => ({
        pupil: Number(row.dataset.pupil),
        code: row.dataset.expects,
        seen: '',
        ...natureOf(row, row.dataset.expects)
      })),
      true
    )
  }

  function blanks() {
    return [...form.querySelectorAll('[data-pupil]')].filter((row) => !seenBy(row.dataset.pupil))
  }

  /** All others present: the teacher's choice, and one act. Of whom a mark is expected is no other. */
  function others() {
    const blank = blanks().filter((row) => !('expects' in row.dataset))
    if (!blank.length) return
    const code = form.dataset.present
    act(
      blank.map((row) => ({ pupil: Number(row.dataset.pupil), code, seen: '' })),
      true
    )
  }

  function more(row, pupil) {
    const field = (name) => row.querySelector(`[data-field=${name}]`).value.trim()
    const code = row.querySelector('[data-field=code]').value || seenBy(pupil)
    if (!code) return alertIn(pupil, words.choose)
    act([
      { pupil, code, seen: seenBy(pupil), minutes: field('minutes'), comment: field('comment'), nature: field('nature') }
    ])
  }

  // A key for every code: the letter marks the pupil whose button has the focus; Y and its number, C1, C2 and J1 are
  // typed one after the other. Up and down go from pupil to pupil.
  let typed = ''
  let typedAt = 0
  form.addEventListener('keydown', (event) => {
    const row = event.target.closest('[data-pupil]')
    if (row && event.key === 'Enter' && event.target.matches('input')) {
      event.preventDefault()
      return more(row, Number(row.dataset.pupil))
    }
    if (!row || event.target.matches('input, select') || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const next = event.key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling
      const at = [...row.querySelectorAll('button')].indexOf(event.target)
      const target = next?.querySelectorAll('button')[Math.max(at, 0)] ?? next?.querySelector('button')
      if (target) {
        event.preventDefault()
        target.focus()
      }
      return
    }
    if (event.key.length !== 1 || event.key === ' ') return
    const now = performance.now()
    const both = now - typedAt < 1500 ? (typed + event.key).toUpperCase() : ''
    const code = words.codes.includes(both) ? both : event.key.toUpperCase()
    typed = event.key
    typedAt = now
    if (!words.codes.includes(code)) return
    event.preventDefault()
    const pupil = Number(row.dataset.pupil)
    if (words.natures.includes(code)) {
      row.querySelector('details').open = true
      row.querySelector('[data-field=code]').value = code
      row.querySelector('[data-field=nature]').focus()
    } else if (code !== seenBy(pupil)) act([{ pupil, code, seen: seenBy(pupil) }])
  })

  addEventListener('online', () => {
    pause = 1000
    send()
  })
  // What an earlier page could not save is shown again as it was meant, and sent.
  for (const held of waiting()) {
    if (held.save === here) for (const mark of held.marks) if (place(mark.pupil)) show(mark.pupil, mark.code)
  }
  tell()
  send()
}
