import type { Example } from "../indicator.ts";

/** Shapes that the examples of the patterns share. */

type Fields = Readonly<Record<string, string | number | boolean>>;

/** A process of root on the host, without a terminal. */
export function onHost(name: string, exepath: string, parent: string, fields: Fields = {}): Example {
  return {
    "proc.name": name,
    "proc.cmdline": name,
    "proc.pname": parent,
    ...(exepath === "" ? {} : { "proc.exepath": exepath }),
    "proc.tty": 0,
    "user.name": "root",
    "user.uid": 0,
    "user.loginuid": -1,
    "container.id": "host",
    "container.name": "host",
    ...fields,
  };
}

/** A process of root in a container, its executable in the image's own layers, without a terminal. */
export function inContainer(name: string, exepath: string, parent: string, fields: Fields = {}): Example {
  return {
    ...onHost(name, exepath, parent),
    "evt.type": "execve",
    "evt.arg.flags": "EXE_WRITABLE|EXE_LOWER_LAYER",
    "container.id": "5a1c9e7b20d4",
    "container.name": "shop-web",
    "container.image.repository": "registry.example.org/shop/web",
    ...fields,
  };
}

/** The event opens a file for reading. */
export function reading(path: string): Fields {
  return { "evt.type": "openat", "evt.arg.flags": "O_RDONLY", "fd.name": path };
}

/** The event opens a file for writing. */
export function writing(path: string): Fields {
  return { "evt.type": "openat", "evt.arg.flags": "O_WRONLY|O_CREAT|O_TRUNC|O_F_CREATED", "fd.name": path };
}

/** The event is a program being started. */
export function executing(command: string): Fields {
  return { "evt.type": "execve", "proc.cmdline": command };
}

/** The event is an outgoing connection. */
export function connecting(connection: string, protocol = "tcp"): Fields {
  return { "evt.type": "connect", "fd.name": connection, "fd.type": "ipv4", "fd.l4proto": protocol };
}

/** A request in the Kubernetes audit log. */
export function auditing(user: string, verb: string, resource: string, fields: Fields = {}): Example {
  return {
    _source: "k8s_audit",
    "ka.user.name": user,
    "ka.verb": verb,
    "ka.target.resource": resource,
    "ka.auth.decision": "allow",
    ...fields,
  };
}
