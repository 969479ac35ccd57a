// The question can be answered before the app is there. When its own question is, that takes over: the answer,
// what has the focus, how far the page is scrolled, and a press on Continue.
const ahead = document.getElementById("loading")
const root = document.getElementById("root")
const here = ahead.querySelector(".po-ahead-map")
const list = ahead.querySelector("details")
const inputs = [...list.querySelectorAll("input")]
const go = ahead.querySelector(".po-ahead-go button")
const status = ahead.querySelector('[role="status"]')
const PATIENCE = 8000 // milliseconds from the app's heading to the rest of its question, or without it
let pressed = false
let since = 0

const setStateValue = (_, { location }) => {
  inputs.find((input) => input.value === location).checked = true
}
let stop = () => {}
if (here.shadowRoot) {
  stop = bodyMap({ parentElement: here.shadowRoot, data: [JSON.parse(here.dataset.content)], setStateValue })
}
go.onclick = () => {
  pressed = true
  status.textContent = status.dataset.words
}

function look() {
  const map = root.querySelector('.st-key-body_map [data-testid="stBidiComponentIsolated"]')?.shadowRoot
  const own = root.querySelectorAll('[class*="st-key-location_list"] input')
  const button = root.querySelector(".st-key-continue button")
  const whole = map?.querySelector("[data-location]") && own.length === inputs.length && button
  if (!since && root.querySelector("h1")) since = performance.now()
  const late = since && performance.now() - since > PATIENCE
  if (whole || late || document.querySelector('[role="dialog"]')) takeOver(map, own, button)
  else setTimeout(look, 30)
}

// What the arrow keys have moved to on the map counts as well.
function chosen() {
  const moving = here.shadowRoot?.activeElement && here.shadowRoot.querySelector('[aria-checked="true"]')
  return moving ? moving.dataset.location : inputs.find((input) => input.checked)?.value
}

function takeOver(map, own, button) {
  const place = here.shadowRoot?.activeElement?.dataset.location
  const answer = inputs.findIndex((input) => input.value === chosen())
  const summary = root.querySelector(".st-key-answers summary")
  let focused = place && map?.querySelector(`[data-location="${place}"]`)
  if (document.activeElement === go) focused = button
  else if (list.contains(document.activeElement)) focused = own[inputs.indexOf(document.activeElement)] ?? summary
  const opened = list.open
  const top = ahead.scrollTop
  stop()
  ahead.remove()
  root.querySelector('[data-testid="stMain"]')?.scrollTo({ top, behavior: "instant" })
  if (opened) summary?.click()
  // The app's map shows what is chosen in its list.
  own[answer]?.click()
  focused?.focus({ preventScroll: true })
  if (pressed) button?.click()
}

look()
