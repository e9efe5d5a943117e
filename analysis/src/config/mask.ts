/** Text with the passwords of addresses (`postgres://user:password@host`) masked. */
export function maskAddresses(text: string): string {
  return text.replaceAll(/(\/\/[^/\s:@]*):[^/\s@]+@/g, "$1:[secret]@");
}
