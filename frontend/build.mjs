// Builds the style and script of Trellis into trellis/web/static/built/, each file named by the hash of what is
// in it, with a manifest that says which is which. Nothing is fetched: everything comes from node_modules.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

import { build } from 'esbuild'
import * as sass from 'sass'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
const out = join(root, 'trellis', 'web', 'static', 'built')

mkdirSync(out, { recursive: true })

const manifest = {}
// What a server that is running now still points to stays until the next build.
const before = existsSync(join(out, 'manifest.json'))
  ? Object.values(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')))
  : []

/** Keep one built file under the name that says what is in it, with compressed copies for browsers that ask. */
function keep(name, contents, { compress = true } = {}) {
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 8).toUpperCase()
  const kept = `${basename(name, extname(name))}-${hash}${extname(name)}`
  manifest[name] = kept
  writeFileSync(join(out, kept), contents)
  if (compress) {
    writeFileSync(join(out, `${kept}.gz`), gzipSync(contents, { level: 9 }))
    writeFileSync(join(out, `${kept}.br`), brotliCompressSync(contents))
  }
  return kept
}

// ── Typeface: Source Sans 3, for its open licence, its Welsh letters and its tabular numerals ──

const fonts = join(modules, '@fontsource-variable', 'source-sans-3', 'files')
const faces = ['latin', 'latin-ext'].map((subset) => {
  const name = `source-sans-3-${subset}-wght-normal.woff2`
  return [subset, keep(name, readFileSync(join(fonts, name)), { compress: false })]
})

// ── Style ──

const style = sass.compile(join(root, 'frontend', 'style', 'trellis.scss'), {
  style: 'compressed',
  loadPaths: [root],
  quietDeps: true,
  // What our own style does wrong is said; what MoJ Frontend still does the old way is its business.
  logger: {
    warn: (message, { stack }) => {
      if (!stack?.includes('node_modules/@ministryofjustice')) console.warn(message, stack ?? '')
    }
  },
  functions: {
    'typeface-file($subset)': ([subset]) =>
      new sass.SassString(Object.fromEntries(faces)[subset.assertString('subset').text], { quotes: false })
  }
})
keep('trellis.css', style.css)

// ── Script ──

const scripts = readdirSync(join(root, 'frontend', 'script')).filter((file) => file.endsWith('.mjs'))
for (const file of scripts) {
  const result = await build({
    entryPoints: [join(root, 'frontend', 'script', file)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['es2022'],
    legalComments: 'none',
    logLevel: 'warning',
    // A browser's own fetch is what Vega would polyfill on a server; charts here load nothing in any case.
    define: { 'process.env.NODE_ENV': '"production"' }
  })
  keep(file.replace('.mjs', '.js'), result.outputFiles[0].contents)
}

// ── Our own pictures ──

const pictures = join(root, 'frontend', 'pictures')
for (const file of readdirSync(pictures)) {
  keep(file, readFileSync(join(pictures, file)))
}

// The new files stand before the manifest names them, and old ones go after it has stopped.
writeFileSync(join(out, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n')
const wanted = new Set([...before, ...Object.values(manifest)].flatMap((name) => [name, `${name}.gz`, `${name}.br`]))
for (const file of readdirSync(out)) {
  if (file !== 'manifest.json' && !wanted.has(file)) rmSync(join(out, file))
}
console.log(`Built ${Object.keys(manifest).length} files into trellis/web/static/built.`)
