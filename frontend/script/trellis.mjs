// What every page runs: the components' own script, and htmx. Every page works without it.

import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll
} from 'govuk-frontend'
import { ButtonMenu, MultiSelect, SortableTable } from '@ministryofjustice/frontend'
import htmx from 'htmx.org'

import { forget } from './shared/kept.mjs'

// The page's policy allows no inline style and no eval; htmx needs neither.
htmx.config.includeIndicatorStyles = false
htmx.config.allowEval = false
htmx.config.selfRequestsOnly = true
window.htmx = htmx

/** Bring the components inside an element to life: the whole page, or what htmx has just put into it. */
function enliven(scope) {
  for (const component of [
    Button,
    CharacterCount,
    Checkboxes,
    ErrorSummary,
    NotificationBanner,
    PasswordInput,
    Radios,
    ServiceNavigation,
    SkipLink,
    Tabs,
    ButtonMenu,
    MultiSelect,
    SortableTable
  ]) {
    createAll(component, undefined, scope)
  }
}

enliven(document)
document.body.addEventListener('htmx:load', (event) => {
  if (event.detail.elt !== document.body) enliven(event.detail.elt)
})

// A select that takes you somewhere ("Half-term: Autumn 1") goes there when it is changed; without script its
// button does the same.
document.body.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-goes-on-change]')
  if (form) form.requestSubmit()
})

// "Print this page" is a button that only script can answer, so it is shown only where script runs.
document.body.addEventListener('click', (event) => {
  if (event.target.closest('[data-prints]')) window.print()
})

// What a device keeps of a school is forgotten as soon as nobody is signed in on it.
if ('signedOut' in document.body.dataset) forget()
