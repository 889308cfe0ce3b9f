// The screen by the door forgets what somebody began to type and left: after a while without a key it is as new.

const form = document.querySelector('form[data-clears]')
if (form) {
  let timer
  const fresh = () => location.replace(form.action)
  const wait = () => {
    clearTimeout(timer)
    const typed = [...form.querySelectorAll('input, textarea')].some((field) => field.value)
    if (typed || location.search) timer = setTimeout(fresh, 1000 * form.dataset.clears)
  }
  form.addEventListener('input', wait)
  wait()
}
