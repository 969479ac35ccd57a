{
  // Told the server's address, Streamlit opens its connection without asking two questions first.
  const base = new URL(".", location.href)
  window.__streamlit = {
    BACKEND_BASE_URL: base.href,
    HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
  }

  // Open that connection now, while the scripts load, and hand it over when Streamlit asks for it.
  const Socket = window.WebSocket
  const address = new URL("_stcore/stream", base)
  address.protocol = base.protocol === "https:" ? "wss:" : "ws:"
  const [, token = "PLACEHOLDER_AUTH_TOKEN"] = document.cookie.match(/\b_streamlit_xsrf=([^;]*)/) ?? []
  const early = new Socket(address, ["streamlit", token])
  window.WebSocket = class extends Socket {
    constructor(url, protocols) {
      window.WebSocket = Socket
      if (new URL(url).href === address.href && early.readyState <= Socket.OPEN) {
        if (early.readyState === Socket.OPEN) setTimeout(() => early.dispatchEvent(new Event("open")))
        return early
      }
      early.close()
      super(url, protocols)
    }
  }
}
