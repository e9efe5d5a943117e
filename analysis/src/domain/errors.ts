/** Every error a user can meet: a code that never changes, one fixed sentence, and what to do about it. */
export const errorCodes = {
  ALERT_INVALID: {
    message: "This is not a Falco alert.",
    hint: 'Send a JSON object with `rule` and `output` (or `output_fields`), for example {"rule": "Write below etc", "output": "File below /etc ..."}.',
  },
  BODY_EMPTY: { message: "The request has no body.", hint: "Send the alert as JSON." },
  BODY_NOT_JSON: {
    message: "The body is not valid JSON.",
    hint: "Check the quotes and commas; `jq . file` shows where it breaks.",
  },
  BODY_NOT_UTF8: { message: "The body is not valid UTF-8.", hint: "Send the text encoded as UTF-8." },
  BODY_TOO_DEEP: {
    message: "The JSON is nested too deeply.",
    hint: "A Falco alert needs three levels; at most 64 are read.",
  },
  BODY_TOO_LARGE: {
    message: "The body is too large.",
    hint: "An alert to analyse may have 1 MiB, a batch for /api/events 16 MiB; send it in smaller pieces.",
  },
  MEDIA_TYPE_UNSUPPORTED: {
    message: "This content type is not understood.",
    hint: "Use application/json; /api/events also takes application/x-ndjson and text/plain.",
  },
  QUERY_TOO_LONG: {
    message: "The query string is longer than 64 KiB.",
    hint: "Send the alert as a POST to /api/analyze instead.",
  },
  QUERY_INVALID: {
    message: "A query parameter has a value that is not understood.",
    hint: "See /docs for what each parameter takes.",
  },
  REQUEST_INVALID: {
    message: "The request is not valid HTTP for this address.",
    hint: "Check the address, its percent-encoding and the headers.",
  },
  NO_EVENT_ACCEPTED: {
    message: "Nothing in this request is a Falco event.",
    hint: "`rejected` says why, one entry for each.",
  },
  UNAUTHORIZED: {
    message: "This needs the API token.",
    hint: "Send `Authorization: Bearer <token>`, or sign in with a browser. The token is `server.api_token` (ANALYSIS_API_TOKEN).",
  },
  NO_TOKEN_SET: {
    message: "Only callers on this machine are served, because no API token is set.",
    hint: "Set ANALYSIS_API_TOKEN (or server.api_token) and send it as `Authorization: Bearer <token>`; or set server.auth: none if your network is trusted.",
  },
  CROSS_SITE: {
    message: "Requests from other web sites are refused.",
    hint: "Call this from a script or from our own pages.",
  },
  HOST_NOT_ALLOWED: {
    message: "The service is not known under this host name.",
    hint: "Add the name to server.allowed_hosts, or set server.public_url.",
  },
  NOT_FOUND: { message: "There is nothing at this address.", hint: "See /docs for what there is." },
  RECEIPT_NOT_FOUND: {
    message: "There is no receipt under this id.",
    hint: "The id is `meta.id` of an analysis. A receipt is kept and deleted with its analysis.",
  },
  ANALYSIS_NOT_FOUND: {
    message: "There is no analysis under this id.",
    hint: "The id is `meta.id` of an analysis; `GET /api/history` lists them. It may have been deleted, or be older than retention.analyses.",
  },
  JOB_NOT_FOUND: {
    message: "There is no failed job under this id.",
    hint: "`GET /api/triage/failed` lists them; one that is tried again is on that list no more.",
  },
  METHOD_NOT_ALLOWED: { message: "This address does not take that method.", hint: "See /docs." },
  CURSOR_INVALID: { message: "The cursor is not one of ours.", hint: "Start again without `cursor`." },
  STORE_UNAVAILABLE: {
    message: "The database cannot be used right now; nothing was written.",
    hint: "Check the free space and the rights of the data folder (STATE_URL); nothing has to be restarted afterwards.",
  },
  LOG_STORE_UNAVAILABLE: {
    message: "The log store cannot be read right now.",
    hint: "Check that it runs and that its address is right (LOKI_URL or VICTORIALOGS_URL); events that come in are kept here and forwarded when it is back.",
  },
  LEAK_BLOCKED: {
    message: "The text still held a value that must not leave, so nothing was sent.",
    hint: "The built-in analysis answers instead. Please report the rule name of the alert.",
  },
  PSEUDONYMISE_FAILED: {
    message: "The alert could not be made safe to send, so nothing was sent.",
    hint: "The built-in analysis answers instead.",
  },
  CONFIG_INVALID: {
    message: "The configuration has faults.",
    hint: "Each line above names the key and what it takes.",
  },
  PORT_IN_USE: {
    message: "The port is in use by another process.",
    hint: "Choose another one with PORT=5001, or stop the other process.",
  },
  INPUT_UNREADABLE: {
    message: "The input cannot be read.",
    hint: "Check the path and its rights, or give - for standard input.",
  },
  USAGE: { message: "The command line is not understood.", hint: "`sib --help` lists what there is." },
  INTERNAL: { message: "Something went wrong on our side.", hint: "The log has the details under this request's id." },
} as const;

export type ErrorCode = keyof typeof errorCodes;

export interface AppErrorOptions {
  /** Never shown to clients, never logged raw. */
  readonly cause?: unknown;
  /** A sentence written by us that says which part is meant; holds no value of a user. */
  readonly detail?: string;
  readonly hint?: string;
}

/** The only error class: a code of the table above, safe to show. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    const entry = errorCodes[code];
    super(options.detail ? `${entry.message} ${options.detail}` : entry.message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.hint = options.hint ?? entry.hint;
  }
}
