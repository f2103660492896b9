/** The proxy in the outer frame: it relays, and writes the view into an inner frame, which inherits this document's policy. */
const hostOrigin = new URL(document.referrer).origin
const inner = document.createElement('iframe')
inner.title = 'view'
inner.style.cssText = 'width:100%;height:100%;border:0;display:block'
inner.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms')
document.body.append(inner)
addEventListener('message', ({ source, origin, data }) => {
  if (source === parent) {
    if (origin !== hostOrigin) return
    if (data?.method === 'ui/notifications/sandbox-resource-ready') {
      const page = inner.contentDocument!
      page.open()
      page.write(data.params.html)
      page.close()
    } else inner.contentWindow!.postMessage(data, '*')
  } else if (source === inner.contentWindow) parent.postMessage(data, hostOrigin)
})
parent.postMessage({ jsonrpc: '2.0', method: 'ui/notifications/sandbox-proxy-ready', params: {} }, hostOrigin)
