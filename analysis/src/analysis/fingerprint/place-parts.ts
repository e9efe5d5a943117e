import type { Facts } from "#alert/facts.ts";
import type { RiskPart } from "#domain/risk-class.ts";
import type { Canon } from "./canonical-text.ts";
import { containerName } from "./container-name.ts";
import { withoutVersion } from "./field-treatment.ts";

/** Where it happens: host or container, image without tag and digest, what the container may do. */
export function placeParts({ container, field }: Facts, canon: Canon): RiskPart[] {
  const { where, name, namespace, privileged, capabilities } = container;
  // Names that the veil hides are stand-ins; one that it leaves is read by the model, too.
  const pod = field("k8s.pod.name");
  const image = field("container.image.repository");
  return [
    { name: "where", value: pod === null ? where : `${where}, pod` },
    { name: "container", value: name === null ? "" : containerName(name, canon) },
    { name: "pod", value: pod === null ? "" : canon.text("k8s.pod.name", pod) },
    { name: "image", value: image === null ? "" : canon.text("container.image.repository", withoutVersion(image)) },
    { name: "namespace", value: namespace === null ? "" : canon.text("k8s.ns.name", namespace) },
    { name: "privileged", value: privileged === null ? "" : privileged ? "yes" : "no" },
    {
      name: "capabilities",
      value: [...capabilities]
        .sort()
        .map((each) => canon.letters("", each))
        .join(" "),
    },
  ];
}
