/** What can be set in Loki's `limits_config`; the defaults are Loki's. */
export interface LokiLimits {
  /** `max_entries_limit_per_query` */
  readonly maxEntries: number;
  /** `max_query_length` */
  readonly maxQueryLengthMs: number;
  /** `max_line_size` */
  readonly maxLineBytes: number;
  /** `reject_old_samples_max_age` */
  readonly rejectOldMs: number;
  /** Half of the ingester's `max_chunk_age`. */
  readonly outOfOrderMs: number;
  /** `max_label_names_per_series` */
  readonly maxLabelNames: number;
  /** `discover_service_name`: adds the label `service_name`. */
  readonly discoverServiceName: boolean;
  /** `discover_log_levels`: adds the structured metadata `detected_level` to each line. */
  readonly discoverLogLevels: boolean;
}

export const lokiDefaults: LokiLimits = {
  maxEntries: 5000,
  maxQueryLengthMs: 721 * 3_600_000,
  maxLineBytes: 256 * 1024,
  rejectOldMs: 168 * 3_600_000,
  outOfOrderMs: 3_600_000,
  maxLabelNames: 15,
  discoverServiceName: true,
  discoverLogLevels: true,
};
