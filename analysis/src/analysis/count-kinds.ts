import type { EntitySummary, EntityType } from "#domain/pseudonymised.ts";
import { entityTypes } from "#domain/pseudonymised.ts";

/** How much of one kind was replaced, in numbers and in words. */
export interface KindCount {
  readonly type: EntityType;
  readonly times: number;
  /** `2 values, 3 times`; of secrets nobody is told how many there are. */
  readonly words: string;
}

/** The kinds that were replaced, in the order in which they are always listed. */
export function countKinds(entities: readonly EntitySummary[]): KindCount[] {
  return entityTypes.flatMap((type) => {
    const own = entities.filter((entity) => entity.type === type);
    if (own.length === 0) return [];
    const times = own.reduce((sum, { count }) => sum + count, 0);
    const uses = times === 1 ? "once" : times === 2 ? "twice" : `${times} times`;
    const values = own.length === 1 ? "1 value" : `${own.length} values`;
    return [{ type, times, words: type === "REDACTED" ? uses : `${values}, ${uses}` }];
  });
}
