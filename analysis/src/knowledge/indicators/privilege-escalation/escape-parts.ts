import type { Facts } from "#alert/facts.ts";

/** What the indicators of ways from a container to its host have in common. */

export const escapesToHost = {
  technique: "T1611",
  tactic: "privilege-escalation",
  platforms: ["Linux", "Containers"],
  families: ["syscall"],
} as const;

/** In a container, or where nobody says. */
export const mayBeInside = ({ container }: Facts) => container.where !== "host";

/** An example's file that was opened to be written. */
export const written = { "evt.arg.flags": "O_TRUNC|O_CREAT|O_WRONLY" };
