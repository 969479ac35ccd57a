
// Written for any browser, however old: where the app does not start, the page says what to do instead.
(function () {
  var PATIENCE = 8000 // milliseconds that most visits do not need, even on a slow phone
  var loading = document.getElementById("loading")
  var notice = document.getElementById("not-started")
  function show() {
    var status = loading.querySelector('[role="status"]')
    if (status) status.textContent = ""
    notice.removeAttribute("hidden")
  }
  // Only scripts that must run are in the page: a script that cannot be fetched is the end of it.
  window.addEventListener("error", function (event) {
    if (event.target.tagName === "SCRIPT") show()
  }, true)
  // A browser that does not know this attribute leaves out the scripts of the app without an error.
  if (!("noModule" in document.createElement("script"))) show()
  setTimeout(show, PATIENCE)
  // Streamlit's word about a lost connection would leave everything else on the page without use.
  if (window.MutationObserver) {
    new MutationObserver(function () {
      loading.removeAttribute("inert")
      loading.removeAttribute("aria-hidden")
    }).observe(loading, { attributes: true, attributeFilter: ["inert", "aria-hidden"] })
  }
})()
