/** A localised text with the words of one language changed; without words the translation goes. */
export function said(
  text: Readonly<Record<string, string>> | undefined,
  language: string,
  words: string
): Record<string, string> {
  const { [language]: _, ...others } = text ?? {};
  return words === '' ? others : { ...others, [language]: words };
}
