import type { ConnectionFacts, Facts } from "#alert/facts.ts";
import { isHidden, isSystemBinaryPath, isWorldWritablePlace, normalisePath, sensitiveFile } from "#alert/paths.ts";
import type { RiskPart } from "#domain/risk-class.ts";
import type { Canon } from "./canonical-text.ts";
import { standIn } from "./stand-ins.ts";

/** What is acted on: the file and what is done to it, the other end of the connection. */
export function targetParts({ file, connection }: Facts, canon: Canon): RiskPart[] {
  const parts: RiskPart[] = [];
  if (file !== null) {
    parts.push(
      { name: "path", value: pathOf(file.path, canon) },
      { name: "access", value: file.access },
      { name: "path is", value: classOf(file.path) },
    );
    if (file.newPath !== null)
      parts.push(
        { name: "new path", value: pathOf(file.newPath, canon) },
        { name: "new path is", value: classOf(file.newPath) },
      );
  }
  if (connection !== null) parts.push({ name: "connection", value: connectionOf(connection, canon) });
  return parts;
}

/** As the file system reads it; that it was written in a roundabout way is said as well. */
function pathOf(path: string, canon: Canon): string {
  const normal = normalisePath(path);
  const text = canon.text("fd.name", normal);
  return normal === path ? text : `${text} (written as ${canon.text("fd.name", path)})`;
}

function classOf(path: string): string {
  const classes = [
    sensitiveFile(path),
    isWorldWritablePlace(path) ? "everybody's folder" : null,
    isSystemBinaryPath(path) ? "system binary" : null,
    isHidden(path) ? "hidden" : null,
  ];
  return classes.filter((each) => each !== null).join(", ");
}

/** The ports that mean a service; the one that the kernel gave a client says nothing. */
function connectionOf(connection: ConnectionFacts, { standIns }: Canon): string {
  const { direction, protocol, localAddress, localPort, remoteAddress, remotePort } = connection;
  const end = (address: string | null, port: number | null, isService: boolean) =>
    `${address === null ? standIn("no address") : (standIns.address(address) ?? standIn("address"))}${portOf(port, isService)}`;
  const remote = end(remoteAddress, remotePort, direction !== "inbound");
  const local = end(localAddress, localPort, direction === "inbound");
  return `${direction} ${protocol ?? "any"} ${remote} from ${local}`;
}

function portOf(port: number | null, isService: boolean): string {
  if (port === null) return "";
  return isService || port < 1024 ? `:${port}` : `:${standIn("client port")}`;
}
