
{
  // A press on a button that leads to another page shows at once, and counts once. Until that page, or a word on what is wrong,
  // is there, what is pressed meanwhile is not for it; nor is the second tap of a finger that could not know that it had come.
  const BUTTONS = ["continue", "back", "start_again", "go_on_anyway", "change_signs"].map((key) => `.st-key-${key} button`)
    .concat('[class*="st-key-change_"] button').join()
  const LONGEST = 8000 // milliseconds after which a press without an answer is free again
  const QUIET = 3000 // milliseconds after the script has ended without a new page: another run may be on its way
  const SECOND_TAP = 700 // milliseconds in which the second tap of a finger comes
  const READING = 1100 // milliseconds more in which nobody has read what is there
  const MARGIN = 12 // pixels by which it misses the first
  const WORDS = document.getElementById("words-press").textContent
  const LATE_WORDS = document.getElementById("words-late").textContent
  const PRESSABLE = "a, button, input, label, select, summary, textarea, [role=radio], [role=option], [role=combobox]"
  const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]
  const OWN_WORDS = 'textarea, input[type="text"]'
  const SENDING = 250 // milliseconds in which words that were written are on their way
  let leftAt = -SENDING
  let press = null
  let down = null // where a finger went down on a button that leads on

  const app = () => document.querySelector('[data-testid="stApp"]')
  const heading = () => document.querySelector("#root h1")?.textContent
  const connected = () => app()?.dataset.testConnectionState === "CONNECTED"
  const say = (words) => {
    const status = document.getElementById("po-status")
    if (status) status.textContent = words
  }

  function begin(button, event) {
    const box = button.getBoundingClientRect()
    const key = [...button.closest('[class*="st-key-"]').classList].find((name) => name.startsWith("st-key-"))
    press = { button, key, heading: heading(), at: performance.now(), byFinger: event.detail > 0, box, ran: false, ended: 0, lost: false }
    button.setAttribute("aria-busy", "true")
    // Not as aria-busy of the page: the word below stands in it, and would not be read out.
    document.documentElement.classList.add("po-working")
    say(WORDS)
    press.timer = setInterval(watch, 50)
  }

  function watch() {
    const now = performance.now()
    const quiet = app()?.dataset.testScriptState === "notRunning"
    if (!connected()) press.lost = true
    if (press.lost && connected() && quiet && heading()) {
      pressAgain()
      return
    }
    if (press.lost) return
    press.ran ||= !quiet
    press.ended = press.ran && quiet ? press.ended || now : 0
    if (press.ended && now - press.ended > QUIET) end("")
    else if (now - press.at > LONGEST) end(LATE_WORDS)
  }

  // A press that went down with the connection is made again once the page is back, if it is still the same page.
  function pressAgain() {
    const { key, heading: before } = press
    end()
    const button = document.querySelector(`#root .${key} button:enabled`)
    if (heading() === before) button?.click()
  }

  function end(words) {
    clearInterval(press.timer)
    press.button.removeAttribute("aria-busy")
    document.documentElement.classList.remove("po-working")
    if (words !== undefined && document.getElementById("po-status")?.textContent === WORDS) say(words)
    press = null
  }

  // Where the finger was there is nothing to hit for a moment: for longer if anything but Continue is there by now, since nobody
  // reads that fast. After a tap anywhere else, a key, or when the page is scrolled, a tap there is meant.
  function shield({ left, top, width, height }) {
    const node = document.createElement("div")
    node.className = "po-shield"
    node.style.cssText = `left:${left - MARGIN}px;top:${top - MARGIN}px;width:${width + 2 * MARGIN}px;height:${height + 2 * MARGIN}px`
    document.body.append(node)
    const away = (event) => {
      if (event?.target === node) return
      node.remove()
      for (const type of ["pointerdown", "keydown", "wheel"]) window.removeEventListener(type, away, true)
    }
    for (const type of ["pointerdown", "keydown", "wheel"]) window.addEventListener(type, away, { capture: true, passive: true })
    const below = () => document.elementsFromPoint(left + width / 2, top + height / 2).find((other) => other !== node)
    setTimeout(() => (below()?.closest(".st-key-continue button") ? away() : setTimeout(away, READING)), SECOND_TAP)
  }

  // The announcer says so when it has shown a new page, or what is wrong with an answer.
  document.addEventListener("po-arrived", () => {
    if (!press) return
    const { byFinger, box, button, heading: before } = press
    // A server that had to be given the answers anew has made the same page anew, and knows nothing of the press.
    if (!button.isConnected && heading() === before) {
      pressAgain()
      return
    }
    end()
    if (byFinger) shield(box)
  })

  // What is pressed before the announcer is there, it hears of when it comes: see there.
  window.poBefore = null
  function note({ target, type }) {
    if (!target.closest?.("#root")) return
    const pressed = window.poBefore?.pressed || type === "click"
    if (type === "click") window.poBefore = { ...window.poBefore, pressed }
    else if (target !== window.poBefore?.focused) window.poBefore = { focused: target, headings: [...document.querySelectorAll("#root :is(h1, h2, h3)")], pressed }
  }
  for (const type of ["focusin", "click"]) document.addEventListener(type, note)

  function movedAway({ clientX, clientY, detail, isTrusted }) {
    if (!down?.button.isConnected || down.button.disabled || !isTrusted || detail === 0) return false
    return Math.hypot(clientX - down.x, clientY - down.y) <= MARGIN
  }

  // What was being written is sent when its field is left. A link pressed at once would be sent before it, and then undone by it.
  function isTooSoon({ target, isTrusted, type }) {
    if (type === "focusout" && target.matches?.(OWN_WORDS)) leftAt = performance.now()
    return type === "click" && isTrusted && performance.now() - leftAt < SENDING && target.closest?.('a[data-testid^="stPageLink"]')
  }

  function onPress(event) {
    const link = isTooSoon(event)
    if (link) {
      event.preventDefault()
      event.stopImmediatePropagation()
      setTimeout(() => link.click(), SENDING)
      return
    }
    if (event.type === "focusout") return
    const target = event.composedPath()[0]
    if (!target.closest) return
    const host = target.getRootNode().host ?? target
    const inPage = host.closest("main") && !host.closest('a[href^="tel:"]')
    if (press) {
      const isKey = event.type.startsWith("key")
      const pressing = !isKey || ["Enter", " "].includes(event.key) || (ARROWS.includes(event.key) && target.matches('[type="radio"], [role="radio"]'))
      if (!event.isTrusted || !inPage || !pressing || !target.closest(PRESSABLE)) return
      event.preventDefault()
      event.stopImmediatePropagation()
      return
    }
    const button = host.closest("#root") && host.closest(BUTTONS)
    if (event.type === "pointerdown") down = button ? { button, x: event.clientX, y: event.clientY } : null
    if (event.type !== "click") return
    if (button && !button.disabled) begin(button, event)
    else if (movedAway(event)) {
      // The page moved under the finger: it is the button that was pressed.
      event.preventDefault()
      event.stopImmediatePropagation()
      const { button: meant } = down
      begin(meant, event)
      meant.click()
    }
    down = null
  }

  for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup", "touchend", "click", "keydown", "keyup", "focusout"]) {
    window.addEventListener(type, onPress, { capture: true, passive: false })
  }
}
