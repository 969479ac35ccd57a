{
  // Streamlit starts once the words above have been painted: its scripts keep a slow phone busy for a second and more.
  const app = document.getElementById("app")
  const start = () => app.isConnected && (document.head.append(app.content), app.remove())
  requestAnimationFrame(() => setTimeout(start))
  setTimeout(start, 500) // in a tab that is not shown, nothing is painted
}
