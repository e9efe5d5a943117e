import type { Around } from "./around.ts";

/** Nothing around an alert, whose store goes back far enough. */
export const nothingAround: Around = {
  rule: {
    here: { hour: 1, day: 1, week: 1 },
    everywhere: { hour: 1, day: 1, week: 1 },
    hosts: 1,
    firstNs: 1n,
    goesBackNs: 30n * 86_400_000_000_000n,
  },
  related: [],
  leftOut: 0,
  elsewhere: null,
  otherRules: [],
  habit: null,
  missing: [],
};
