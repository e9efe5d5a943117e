/** What a path says by itself: no file system is asked, as the path is another machine's. */

const systemBinaryPlaces = [
  "/bin/",
  "/sbin/",
  "/usr/bin/",
  "/usr/sbin/",
  "/lib/",
  "/lib32/",
  "/lib64/",
  "/libx32/",
  "/usr/lib/",
  "/usr/lib32/",
  "/usr/lib64/",
  "/usr/libx32/",
  "/usr/libexec/",
];

const worldWritablePlaces = [
  "/tmp",
  "/var/tmp",
  "/usr/tmp",
  "/dev/shm",
  "/run/shm",
  "/var/run/shm",
  "/dev/mqueue",
  "/run/lock",
  "/var/lock",
  "/var/crash",
  "/run/user",
  "/var/spool/samba",
  "/private/tmp",
];

/** Ways to the host's files from inside a container, and to a file by way of a process. */
const rootPrefixes = [
  "/hostfs/",
  "/host-root/",
  "/host_root/",
  "/hostroot/",
  "/rootfs/",
  "/host/",
  "/mnt/host/",
  "/mnt/root/",
];

const layerPlaces = [
  "/var/lib/docker/",
  "/var/lib/containerd/",
  "/var/lib/containers/",
  "/run/containerd/",
  "/run/docker/",
  "/var/run/docker/",
];

/** How all of those begin: most paths are of no other root, which is seen at once. */
const rootStart = /^\/(?:proc|host|mnt|rootfs|var|run)/;

/** A path with `//`, `/./` and `/../` taken out; `hostRoot` tells that it went through the root of a host or another process. */
export interface NormalisedPath {
  readonly path: string;
  readonly hostRoot: string | null;
}

/** Collapses `//`, `.` and `..`; leading `..` of a relative path stay. Never touches a file system. */
export function normalisePath(path: string): string {
  if (isNormal(path)) return path;
  const absolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    const last = parts.at(-1);
    if (part !== "..") parts.push(part);
    else if (last !== undefined && last !== "..") parts.pop();
    else if (!absolute) parts.push(part);
  }
  const joined = parts.join("/");
  return absolute ? `/${joined}` : joined || ".";
}

/** Nothing to collapse: the common case. */
function isNormal(path: string): boolean {
  const hasTail = path.endsWith("/") && path.length > 1;
  return !hasTail && !path.startsWith(".") && !path.includes("//") && !path.includes("/.");
}

/** The path as the file system that it ends in knows it: `/proc/1/root/etc/shadow` and `/host/etc/shadow` are `/etc/shadow` with `hostRoot`. */
export function withoutRootPrefix(path: string): NormalisedPath {
  const normal = normalisePath(path);
  if (!rootStart.test(normal)) return { path: normal, hostRoot: null };
  const viaProcess = rootOfProcess(normal);
  if (viaProcess !== null) return { path: normal.slice(viaProcess.length) || "/", hostRoot: viaProcess };
  const layer = layerOf(normal);
  if (layer !== null) return { path: normal.slice(layer.length) || "/", hostRoot: layer };
  const prefix = rootPrefixes.find((candidate) => normal.startsWith(candidate));
  if (prefix === undefined) return { path: normal, hostRoot: null };
  return { path: normal.slice(prefix.length - 1), hostRoot: prefix.slice(0, -1) };
}

/** The root of a container's files as the host sees them: `/var/lib/docker/overlay2/<id>/merged`. */
function layerOf(path: string): string | null {
  if (!layerPlaces.some((place) => path.startsWith(place))) return null;
  for (const root of ["/merged/", "/rootfs/", "/diff/", "/fs/"]) {
    const at = path.indexOf(root);
    if (at >= 0) return path.slice(0, at + root.length - 1);
  }
  return null;
}

/** Last part of a path, white space and case kept: `curl` of `/usr/bin/curl`. */
export function baseName(path: string): string {
  const trimmed = path.endsWith("/") ? trimSlashes(path) : path;
  return trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

/** The folder a path lies in, `/` for `/x`, "" when it names none. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash) || "/";
}

/** True below the folders that the distribution's packages own; `/usr/local` only when asked for. */
export function isSystemBinaryPath(path: string, options: { readonly usrLocal?: boolean } = {}): boolean {
  const normal = normalisePath(path);
  if (options.usrLocal && (normal.startsWith("/usr/local/bin/") || normal.startsWith("/usr/local/sbin/"))) return true;
  return systemBinaryPlaces.some((place) => normal.startsWith(place));
}

/** True for folders in which every user may write, and everything below them. */
export function isWorldWritablePlace(path: string): boolean {
  const normal = withoutRootPrefix(path).path;
  return worldWritablePlaces.some(
    (place) => normal.startsWith(place) && (normal.length === place.length || normal[place.length] === "/"),
  );
}

/** True when the last part, or a folder on the way, is a dot file; `.` and `..` are none. */
export function isHidden(path: string): boolean {
  return normalisePath(path)
    .split("/")
    .some((part) => part.startsWith(".") && part !== "." && part !== "..");
}

function rootOfProcess(path: string): string | null {
  const match = /^\/proc\/(?:self|thread-self|\d{1,10})\/(?:task\/\d{1,10}\/)?(?:root|cwd)(?=\/|$)/.exec(path);
  return match ? match[0] : null;
}

function trimSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end -= 1;
  return path.slice(0, end);
}
