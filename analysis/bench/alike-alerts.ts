/** Alerts of one class, none of which is another: user, host, process, container, pod, address and time differ by `index`. */
export function alikeAlert(index: number): Readonly<Record<string, unknown>> {
  const user = `user${letters(index)}`;
  // Both below the number of the terminal.
  const uid = 1000 + (index % 30_000);
  const container = (0x4f1d2c000000 + index * 7919).toString(16).slice(-12);
  const pod = `shop-api-7d9f8b6c5d-${(index * 7919).toString(36).slice(-5).padStart(5, "x")}`;
  const address = `10.${(index >> 16) & 127}.${(index >> 8) & 255}.${index & 255}`;
  const command = `bash -c curl -s http://${address}:8080/health`;
  const pid = 4000 + (index % 30_000);
  return {
    rule: "Terminal shell in container",
    priority: "Notice",
    source: "syscall",
    time: new Date(Date.UTC(2026, 2, 14) + index * 7).toISOString(),
    hostname: `node-${index % 400}`,
    tags: ["container", "shell", "mitre_execution", "T1059"],
    output: `A shell was spawned in a container with an attached terminal | evt_type=execve user=${user} user_uid=${uid} process=bash proc_pid=${pid} parent=runc command=${command} terminal=34816 container_id=${container} container_name=shop-api k8s_pod_name=${pod} k8s_ns_name=shop`,
    output_fields: {
      "container.id": container,
      "container.image.repository": "registry.example/shop-api",
      "container.name": "shop-api",
      "evt.type": "execve",
      "k8s.ns.name": "shop",
      "k8s.pod.name": pod,
      "proc.cmdline": command,
      "proc.name": "bash",
      "proc.pid": pid,
      "proc.pname": "runc",
      "user.name": user,
      "user.uid": uid,
    },
  };
}

/** A word for a number. */
function letters(index: number): string {
  return index.toString(26).replaceAll(/\d/g, (digit) => "qrstuvwxyz"[Number(digit)] ?? "");
}
