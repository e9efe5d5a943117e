/** Text with the passwords of addresses (`postgres://user:password@host`, `?password=...`) masked. */
export function maskAddresses(text: string): string {
  return text
    .replaceAll(/(\/\/[^/\s:@]*):[^/\s]+@/g, "$1:[secret]@")
    .replaceAll(/([?&](?:password|sslpassword)=)[^&\s"']+/gi, "$1[secret]");
}
