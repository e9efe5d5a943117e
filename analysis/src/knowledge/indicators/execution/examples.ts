import type { Example } from "../../indicator.ts";

/** Short forms of the fields that example alerts share. */

/** A program was started: `proc.cmdline`, and the name that goes with it. */
export function ran(cmdline: string, fields: Example = {}): Example {
  const program = cmdline.split(" ", 1)[0] ?? "";
  return {
    "evt.type": "execve",
    "proc.name": program.slice(program.lastIndexOf("/") + 1).slice(0, 15),
    "proc.cmdline": cmdline,
    ...fields,
  };
}

/** A file was opened for reading. */
export function opened(path: string, cmdline: string, fields: Example = {}): Example {
  return { ...ran(cmdline), "evt.type": "openat", "fd.name": path, ...fields };
}

/** A connection was made by the process. */
export function connected(connection: string, cmdline: string, fields: Example = {}): Example {
  return {
    ...ran(cmdline),
    "evt.type": "connect",
    "fd.name": connection,
    "fd.type": "ipv4",
    "fd.l4proto": "tcp",
    ...fields,
  };
}

/** A request as a web server's log plugin shows it. */
export function requested(uri: string, fields: Example = {}): Example {
  return { _source: "nginx", uri, client: "203.0.113.9", ...fields };
}

/** Fields of an event in a container. */
export const inContainer: Example = {
  "container.id": "3f2a9c1d7b44",
  "container.name": "shop",
  "container.image.repository": "docker.io/library/debian",
};

/** Fields of an event on the host itself. */
export const onHost: Example = { "container.id": "host", "container.name": "host" };
