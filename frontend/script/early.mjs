// Runs before anything is drawn, so that what works without script is hidden without a flicker where script runs.
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported')
}
