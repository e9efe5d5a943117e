import { statfs as statfsOf } from "node:fs/promises";

/** The part of `statfs` that is read. */
export interface DiskSpace {
  readonly bsize: number;
  readonly blocks: number;
  readonly bavail: number;
}

const mebibyte = 2 ** 20;
const scarceBytes = 1024 * mebibyte;
const lastBytes = 200 * mebibyte;
const scarcePart = 0.1;

/** A sentence when the disk of this folder is nearly full; null while there is room, or nobody knows. */
export async function diskFault(
  folder: string,
  statfs: (folder: string) => Promise<DiskSpace> = statfsOf,
): Promise<string | null> {
  const space = await statfs(folder).catch(() => null);
  if (space === null || space.blocks === 0) return null;
  const free = space.bavail * space.bsize;
  const part = space.bavail / space.blocks;
  if (free >= scarceBytes && part >= scarcePart) return null;
  const shown = `${folder} has ${sizeOf(free)} left (${Math.floor(part * 100)} %)`;
  if (free < lastBytes)
    return `The disk is about to be full: ${shown}. New events are refused when it is. Free some now, or move storage.state.`;
  return `The disk is nearly full: ${shown}. Free some, or lower retention.events and retention.events_mb.`;
}

function sizeOf(bytes: number): string {
  return bytes >= scarceBytes ? `${(bytes / scarceBytes).toFixed(1)} GiB` : `${Math.floor(bytes / mebibyte)} MiB`;
}
