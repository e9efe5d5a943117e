import { isLogin } from "./named-value.ts";

const base64 = /^(?:[A-Za-z0-9+/]{4}){1,32}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The login that a value spells in base64, as the data of a Kubernetes Secret do; null for anything else. */
export function decodesToLogin(value: string): string | null {
  if (value.length < 4 || value.length > 176 || !base64.test(value)) return null;
  const decoded = Buffer.from(value, "base64").toString("latin1").replace(/\n$/, "");
  return isLogin(decoded) ? decoded : null;
}
