import { classifyAddress } from "#alert/network.ts";
import type { EntityType } from "#domain/pseudonymised.ts";
import { isHostLike } from "../host-shape.ts";
import type { Recognizer, Span } from "../recognizer.ts";
import { isHarmless } from "../secret-shape.ts";
import type { TextScan } from "../text-scan.ts";
import { isNobody } from "../well-known.ts";
import { typeOfAddress } from "./ip-address.ts";

/** Keys of ODBC, ADO.NET, OLE DB, JDBC: https://learn.microsoft.com/en-us/dotnet/api/system.data.sqlclient.sqlconnection.connectionstring */
const kinds: Readonly<Record<string, EntityType>> = {
  uid: "USER",
  "user id": "USER",
  userid: "USER",
  user: "USER",
  username: "USER",
  "user name": "USER",
  pwd: "REDACTED",
  password: "REDACTED",
  server: "HOST",
  "data source": "HOST",
  datasource: "HOST",
  address: "HOST",
  addr: "HOST",
  "network address": "HOST",
  host: "HOST",
  servername: "HOST",
  hostname: "HOST",
};
const pair =
  /(?<=^|[;="'\s({])(uid|user ?id|user ?name|user|pwd|password|server ?name|server|data ?source|(?:network )?address|addr|host ?name|host)\s?=\s?(?:\{([^{}]{1,256})\}|([^;"'\s{}]{1,256}))(?=;|["'}]|\s|\\|$)/dgi;

/** Users, hosts and passwords in lists of `key=value;`. */
export const connectionString: Recognizer = {
  name: "connection-string",
  find({ text, lower }: TextScan) {
    if (
      !text.includes(";") ||
      !/pwd ?=|password ?=|user ?id ?=|uid ?=|trusted_connection|integrated security/.test(lower)
    )
      return [];
    return [...text.matchAll(pair)].flatMap((match) => {
      const range = match.indices?.[2] ?? match.indices?.[3];
      const type = kinds[(match[1] ?? "").toLowerCase()];
      if (!range || type === undefined || !isInList(text, match.index, match.index + match[0].length)) return [];
      return spanOf(text, range, type);
    });
  },
  examples: {
    found: [
      ["Driver={ODBC Driver 18};Server=orders-db;UID=mira;PWD=plum7;Encrypt=yes", "mira"],
      ["Driver={ODBC Driver 18};Server=orders-db;UID=mira;PWD=plum7;Encrypt=yes", "orders-db"],
      ["Default=Server=10.0.0.5,1433;Database=x;User Id=jonas;Password=plum7;", "jonas"],
      ["Default=Server=10.0.0.5,1433;Database=x;User Id=jonas;Password=plum7;", "10.0.0.5"],
      ["Data Source=tcp:orders-db,1433;User ID=jonas;Password={plum;7}", "plum;7"],
      ["jdbc:sqlserver://x:1433;user=jonas;password=plum7", "jonas"],
    ],
    ignored: [
      "uid=0; gid=0",
      "uid=1000 pwd=/srv",
      "Server=localhost;Database=x",
      "user=x password=y",
      "a;uid=0;pwd=$PW",
    ],
  },
};

function isInList(text: string, start: number, end: number): boolean {
  return text.charAt(end) === ";" || text.charAt(start - 1) === ";" || text.startsWith("; ", start - 2);
}

function spanOf(text: string, [start, end]: readonly [number, number], type: EntityType): Span[] {
  const value = text.slice(start, end);
  if (type === "REDACTED") return isHarmless(value) ? [] : [{ start, end, type, byPlace: true }];
  if (type === "USER") {
    return !/^[\p{L}_][\p{L}\p{N}_.@+\\-]{0,127}$/u.test(value) || isNobody(value)
      ? []
      : [{ start, end, type, byPlace: true }];
  }
  const front = /^(?:tcp|np|lpc|admin):/i.exec(value)?.[0].length ?? 0;
  const host = value.slice(front).split(/[,:\\]/, 1)[0] ?? "";
  const place = { start: start + front, end: start + front + host.length };
  if (classifyAddress(host) !== null) {
    const address = typeOfAddress(host);
    return address === null ? [] : [{ ...place, type: address }];
  }
  return isHostLike(host) ? [{ ...place, type: "HOST", byPlace: true }] : [];
}
