{
  // These words go when the page, or a word about an error, is there.
  const seen = new MutationObserver(() => {
    if (!document.querySelector('#root h1, [role="dialog"]')) return
    seen.disconnect()
    document.getElementById("loading").remove()
  })
  seen.observe(document, { childList: true, subtree: true })
}
