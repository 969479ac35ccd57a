// The question can be answered before the app is there. When its own question is, that takes over: the answer,
// what has the focus, how far the page is scrolled, and a press on Continue.
const placeholder = document.getElementById("loading")
const root = document.getElementById("root")
const notice = document.getElementById("not-started")
const mapHost = placeholder.querySelector(".po-first-map")
const list = placeholder.querySelector("details")
const inputs = [...list.querySelectorAll("input")]
const submit = placeholder.querySelector(".po-first-continue button")
const status = placeholder.querySelector('[role="status"]')
const PATIENCE = 8000 // milliseconds from the app's heading to the rest of its question, or without it
// As the app does with its own list: there is room for it beside the map.
list.open = matchMedia("(min-width: 56.25em)").matches
let pressed = false
let listMatches = false
let since = 0

let stopMap = () => {}
if (mapHost.shadowRoot) {
  const data = [JSON.parse(mapHost.dataset.content)]
  stopMap = bodyMap({ parentElement: mapHost.shadowRoot, data })
}
submit.onclick = () => {
  pressed = true
  if (notice.hidden) status.textContent = status.dataset.words
  else notice.focus()
}

function look() {
  const map = root.querySelector('.st-key-body_map [data-testid="stBidiComponentIsolated"]')?.shadowRoot
  const appInputs = root.querySelectorAll(`[class*="st-key-location_list${keepsAnswers() ? "_restored" : ""}"] input`)
  const button = root.querySelector(".st-key-continue button")
  // The footer too: before that, the app's page may be too short to be scrolled as far as this one.
  const parts = [map?.querySelector("[data-location]"), button, root.querySelector(".st-key-footer a")]
  const whole = parts.every(Boolean) && appInputs.length === inputs.length
  if (!since && root.querySelector("h1")) since = performance.now()
  if (whole && !listMatches) {
    // Behind this page, where nobody sees it move.
    matchList(root.querySelector(".st-key-answers summary"))
    setTimeout(look, 30)
    return
  }
  const late = since && performance.now() - since > PATIENCE
  // An app that went wrong says so; nothing of it must stay hidden.
  if (whole || late || root.querySelector(".po-error")) takeOver(map, appInputs, button)
  else setTimeout(look, 30)
}

// A tab that keeps answers hands them to the app first; what was chosen here comes after that.
function keepsAnswers() {
  try {
    return sessionStorage.getItem("pain-options-answers") !== null
  } catch {
    return false
  }
}

// The app's list stands open if this one does.
function matchList(summary) {
  listMatches = true
  if (summary && list.open !== summary.parentElement.open) summary.click()
}

function takeOver(map, appInputs, button) {
  const place = mapHost.shadowRoot?.activeElement?.dataset.location
  const answer = inputs.findIndex((input) => input.checked)
  const summary = root.querySelector(".st-key-answers summary")
  let focused = place && map?.querySelector(`[data-location="${place}"]`)
  if (document.activeElement === submit) focused = button
  else if (list.contains(document.activeElement)) focused = appInputs[inputs.indexOf(document.activeElement)] ?? summary
  if (!listMatches) matchList(summary)
  for (const moving of summary?.parentElement.getAnimations() ?? []) moving.finish()
  const top = placeholder.scrollTop
  stopMap()
  placeholder.remove()
  root.querySelector('[data-testid="stMain"]')?.scrollTo({ top, behavior: "instant" })
  // The app's map shows what is chosen in its list.
  appInputs[answer]?.click()
  focused?.focus({ preventScroll: true })
  if (pressed) button?.click()
}

look()
