/** Lower case of the same length, so that places in it are places in the text: of all letters only `İ` would grow. */
export function lowerInPlace(text: string): string {
  return (text.includes("İ") ? text.replaceAll("İ", "I") : text).toLowerCase();
}
