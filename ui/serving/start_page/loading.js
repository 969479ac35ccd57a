
{
  // These words go when the page, or a word about an error, is there.
  const observer = new MutationObserver(() => {
    if (!document.querySelector("#root h1, #root .po-error")) return
    observer.disconnect()
    document.getElementById("loading").remove()
  })
  observer.observe(document, { childList: true, subtree: true })
}
