/**
 * Text of records without anything that a reader's program could follow or run: the label of a link stays, its address
 * goes. A document and a prompt contain no address that a record brought in.
 */
export function safeText(text: string): string {
  return text
    .replaceAll(/!?\[([^\]]*)\]\s?\([^)]*\)/g, '$1')
    .replaceAll(/!?\[([^\]]*)\]\s?\[[^\]]*\]/g, '$1')
    .replaceAll(/<[^<>]{0,2000}>/g, ' ')
    .replaceAll(/\b[a-z][a-z0-9+.-]{1,20}:\/\/\S*/gi, '(link)')
    .replaceAll(/\b(?:javascript|vbscript|data|mailto):\S*/gi, '(link)')
    .replaceAll(/\bwww\.\S+/gi, '(link)')
    .replaceAll(/[<>`]/g, ' ')
    .replaceAll(/[^\S\n]+/g, ' ')
    .trim()
}
