
{
  // Streamlit's word about a lost connection covers the page, and is for those who run the app. Ours lets everything be read.
  const PATIENCE = 1500 // milliseconds in which a connection may come back without a word
  const notice = document.getElementById("connection-lost")
  let timer = 0

  // The app's own announcer may be part of what failed.
  function focusApology() {
    const heading = document.querySelector("#root .po-apology h1")
    if (!heading || heading.hasAttribute("tabindex")) return
    heading.setAttribute("tabindex", "-1")
    heading.focus()
    document.dispatchEvent(new Event("po-arrived"))
  }

  function look() {
    focusApology()
    const app = document.querySelector('[data-testid="stApp"]')
    const lost = app && app.dataset.testConnectionState !== "CONNECTED" && !document.getElementById("loading")
    if (!lost) {
      clearTimeout(timer)
      timer = 0
      notice.hidden = true
      return
    }
    timer ||= setTimeout(() => { notice.hidden = false }, PATIENCE)
    // Closed, not only unseen: while it is open, it keeps the focus, and the page from being read out.
    document.querySelector('.stDialog button[aria-label="Close"]')?.click()
  }

  new MutationObserver(look).observe(document, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-test-connection-state"],
  })
}
