/** Without it, Excel reads a CSV in the code page of the system, and every letter outside of ASCII is another one. */
const BYTE_ORDER_MARK = '\ufeff'

/** Hands a text to the browser as a file to keep. */
export function saveFile(name: string, type: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([type === 'text/csv' ? BYTE_ORDER_MARK + text : text], { type }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
