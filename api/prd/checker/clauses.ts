/** The parts of a sentence that claim something of their own. */
export function clausesOf(text: string): string[] {
  return text
    .split(
      /;\s+|,\s+(?:which|who)\s+|,?\s+(?:but|while|whereas|although|though)\s+|,\s+(?:and|so)\s+(?=\S+(?:\s+\S+){2,})|\s+and\s+(?=(?:cannot|must not|may not|does not|do not|will not|never|is|are|was|were|has|have|it|they|we|[A-Z][A-Z0-9]*-\d+)\b)/u,
    )
    .map((part) => part.trim())
    .filter((part) => part.length > 0)
}
