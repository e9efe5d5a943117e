/** The text in so many columns: what is longer is cut and ends in an ellipsis. Cuts no surrogate pair in two; wide characters count as one column. */
export function fitText(text: string, width: number): string {
  if (text.length <= width) return text;
  if (width < 1) return "";
  const code = text.charCodeAt(width - 2);
  const room = code >= 0xd800 && code <= 0xdbff ? width - 2 : width - 1;
  return `${text.slice(0, room)}…`;
}
