// Draws the charts of a page. The chart is written by the server as Vega-Lite in a block of data beside the table
// that holds the same numbers; Vega's interpreter draws it without eval, which the page's policy forbids.

import { expressionInterpreter } from 'vega-interpreter'
import { compile } from 'vega-lite'
import { View, loader, parse } from 'vega'

/** Nothing is ever loaded: the numbers travel inside the page. */
const nothing = loader()
nothing.load = () => Promise.reject(new Error('A chart in Trellis loads nothing.'))

const AXIS = 52 // what the numbers beside small multiples take, in pixels
const BETWEEN = 20

/** Small multiples have a width each: as many stand side by side as there is room for, and on a telephone two, smaller. */
function sideBySide(chart, room) {
  const fit = Math.floor((room - AXIS) / (chart.spec.width + BETWEEN))
  const columns = Math.max(2, Math.min(chart.columns, fit))
  const width = Math.min(chart.spec.width, Math.floor((room - AXIS) / columns) - BETWEEN)
  return { columns, facet: { ...chart.facet, columns }, spec: { ...chart.spec, width } }
}

async function drawn(figure, chart, fitting) {
  const { spec } = compile({ ...chart, ...fitting })
  const view = new View(parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    loader: nothing,
    renderer: 'svg',
    container: figure,
    hover: true
  })
  await view.runAsync()
  figure.classList.add('trellis-chart--drawn')
  return view
}

async function draw(figure) {
  const chart = JSON.parse(document.getElementById(figure.dataset.chart).textContent)
  await document.fonts.ready
  if (!chart.facet) {
    const view = await drawn(figure, chart, { width: 'container', autosize: { type: 'fit-x', contains: 'padding' } })
    new ResizeObserver(() => view.width(figure.clientWidth).runAsync()).observe(figure)
    return
  }
  let room, view
  const fit = async () => {
    if (figure.clientWidth === room) return
    room = figure.clientWidth
    view?.finalize()
    view = await drawn(figure, chart, sideBySide(chart, room))
  }
  await fit()
  new ResizeObserver(fit).observe(figure)
}

for (const figure of document.querySelectorAll('[data-chart]')) {
  draw(figure)
}
