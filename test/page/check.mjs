// Looks at the pages in the folder PAGES with the browser BROWSER: NAME:MOST, a page and how many A4 pages it may fill.  Prints TAP.
import { createRequire } from 'node:module'
import { readFileSync, writeFileSync } from 'node:fs'

const { PAGES: folder, BROWSER: executablePath } = process.env
const require = createRequire(folder + '/')
const { chromium } = require('playwright-core')
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']
const looks = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
  print: { media: 'print' }
}
const widths = [320, 390, 768, 1280]

let count = 0
let failed = 0
function result(name, complaints) {
  count += 1
  failed += complaints.length > 0
  console.log(`${complaints.length > 0 ? 'not ok' : 'ok'} ${count} - ${name}`)
  for (const complaint of complaints.slice(0, 10)) console.log(`#   ${complaint.replaceAll('\n', ' ')}`)
}

const violations = page => page.evaluate(async () =>
  (await axe.run(document, { resultTypes: ['violations'] })).violations.map(v =>
    `${v.id}: ${v.nodes.length}, such as ${v.nodes[0].target.join(' ')}: ${v.nodes[0].failureSummary}`))

const overflow = page => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

async function look(browser, name, mode) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  const elsewhere = []
  page.on('request', request => { if (!request.url().startsWith('file:') && !request.url().startsWith('data:')) elsewhere.push(request.url()) })
  await page.emulateMedia(looks[mode])
  await page.goto(`file://${folder}/${name}.html`)
  await page.addScriptTag({ content: axeSource })
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    const wide = mode === 'print' ? 0 : await overflow(page)
    result(`${name}, ${mode}, ${width} pixels`, [...(await violations(page)), ...(wide > 0 ? [`${wide} pixels too wide`] : []), ...elsewhere])
  }
  await page.close()
}

async function print(browser, name, most) {
  const page = await browser.newPage()
  await page.goto(`file://${folder}/${name}.html`)
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: false })
  writeFileSync(`${folder}/${name}.pdf`, pdf)
  const pages = (pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length
  result(`${name} prints on at most ${most} pages`, pages >= 1 && pages <= most ? [] : [`it has ${pages}`])
  await page.close()
}

const asked = process.argv.slice(2).map(argument => argument.split(':'))
console.log(`1..${asked.length * (Object.keys(looks).length * widths.length + 1)}`)
const browser = await chromium.launch({ executablePath, args: quiet })
for (const [name, most] of asked) {
  for (const mode of Object.keys(looks)) await look(browser, name, mode)
  await print(browser, name, Number(most))
}
await browser.close()
process.exit(failed > 0 ? 1 : 0)
