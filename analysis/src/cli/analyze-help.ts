/** What `sib analyze --help` says. */

export const analyzeUsage =
  "sib analyze [FILE|-] [--last 1h] [--follow] [--priority P] [--rule R] [--limit N] [--store] [--dry-run [--show-mapping]|--explain-key] [--json|--jsonl] [--provider P]";

export const analyzeDetails = `Where events come from:
  FILE             a file: JSON lines, text lines, a JSON array, one JSON object or a Loki stream
  -                standard input; also without FILE, when something is piped in
  --last 1h        without FILE: the configured event store, newest first (so many s, m, h, d or w; on a terminal 1h
                   without being told)
  --follow         goes on with what comes in, until Ctrl-C. Only what is new, with --last 1h also what is there from then
                   on, oldest first. FILE is followed as it grows, rotation included; standard input (-) is read to its end
                   anyway. Without FILE the event store is asked every 2 s

Which of them:
  --priority P     this priority and those more urgent, such as Warning
  --rule R         this rule, by its exact name
  --last 1h        not older; events without a time pass
  --limit N        at most N (1 to 1000000); 50 of the event store, unless it is followed

What is printed:
  a table by class of alike events, then the report of each class's newest event; of one event its report only.
  With --follow each report as it comes
  --json, --jsonl  an analysis for each event instead, as JSON or as one line of JSON, with the id of its input line
  --dry-run        what would be sent to a model, without sending it; --show-mapping: what each token stands for
  --explain-key    what decides which events are alike

Who answers, and what is kept:
  --provider P     this provider instead of the configured one, such as builtin
  --store          keeps the analyses in the history, and in the log store where one is configured;
                   not with --dry-run or --explain-key

Exit codes: 0 done, 1 something failed (said on stderr), 2 bad usage.`;
