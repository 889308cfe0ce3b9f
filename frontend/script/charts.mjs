// Draws the charts of a page. The chart is written by the server as Vega-Lite in a block of data beside the table
// that holds the same numbers; Vega's interpreter draws it without eval, which the page's policy forbids.

import { expressionInterpreter } from 'vega-interpreter'
import { compile } from 'vega-lite'
import { View, loader, parse } from 'vega'

/** Nothing is ever loaded: the numbers travel inside the page. */
const nothing = loader()
nothing.load = () => Promise.reject(new Error('A chart in Trellis loads nothing.'))

async function draw(figure) {
  const chart = JSON.parse(document.getElementById(figure.dataset.chart).textContent)
  // Small multiples have a width each; one chart by itself fills the page.
  const filling = chart.facet ? {} : { width: 'container', autosize: { type: 'fit-x', contains: 'padding' } }
  const { spec } = compile({ ...chart, ...filling })
  await document.fonts.ready
  const view = new View(parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    loader: nothing,
    renderer: 'svg',
    container: figure,
    hover: true
  })
  await view.runAsync()
  figure.classList.add('trellis-chart--drawn')
  if (chart.facet) return
  const resized = () => view.width(figure.clientWidth).runAsync()
  new ResizeObserver(resized).observe(figure)
}

for (const figure of document.querySelectorAll('[data-chart]')) {
  draw(figure)
}
