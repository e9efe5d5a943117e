import type { Alert, FieldValue } from "./alert.ts";

/** An ordinary alert; a test states only what it is about. Fields given replace all others. */
export function anAlert(overrides: Partial<Alert> = {}): Alert {
  const fields: Record<string, FieldValue> = Object.create(null);
  Object.assign(fields, overrides.output_fields ?? defaultFields);
  return {
    rule: "Read sensitive file untrusted",
    rule_from: "event",
    priority: "Warning",
    source: "syscall",
    hostname: "node-1",
    tags: ["container", "filesystem", "mitre_credential_access", "T1555"],
    time: "2026-03-14T01:02:03.123456789Z",
    time_from: "event",
    uuid: null,
    output:
      "01:02:03.123456789: Warning Sensitive file opened for reading by non-trusted program | file=/etc/shadow user=root process=cat command=cat /etc/shadow",
    message: "Sensitive file opened for reading by non-trusted program",
    ambiguous: false,
    doubtful: [],
    readings: Object.create(null),
    cut: [],
    ...overrides,
    output_fields: fields,
  };
}

const defaultFields = {
  "fd.name": "/etc/shadow",
  "user.name": "root",
  "user.uid": 0,
  "proc.name": "cat",
  "proc.cmdline": "cat /etc/shadow",
};
