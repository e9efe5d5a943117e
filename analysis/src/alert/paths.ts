/** What a path says by itself: its shape, and the sensitive things that lie at known places. */
export { type SensitiveKind, sensitiveFile } from "./paths-sensitive.ts";
export {
  baseName,
  folderOf,
  isHidden,
  isSystemBinaryPath,
  isWorldWritablePlace,
  type NormalisedPath,
  normalisePath,
  withoutRootPrefix,
} from "./paths-shape.ts";
