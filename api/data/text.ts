/**
 * Text as both databases, JSON and every client can take it: without NUL, which PostgreSQL refuses, and well-formed
 * UTF-16, because a lone surrogate has no UTF-8. Applied where text comes in, so that nothing behind it has to ask.
 */
export function storable(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed()
}
