import type { Row } from "./row.ts";

/** Containers and clusters. */
export const containers: readonly Row[] = [
  [
    "docker podman nerdctl buildah skopeo crane oras helm regctl img kaniko cosign falcoctl",
    "behind:login,registry/login,auth/login,registry/auth/basic user:-u,--username secret:-p,--password skip:",
    ["host"],
  ],
  ["docker podman nerdctl", "host:-H,--host,--hostname,--add-host,--link skip:"],
  [
    "docker podman nerdctl",
    "behind:exec,logs,inspect,cp,stop,start,kill,rm,attach,top,commit,export,restart,port,pause,unpause,update,wait,diff,stats,rename,container/inspect,container/logs,container/rm,container/exec,container/stop,container/start,container/kill,container/export user:-u,--user skip:ewns take:--tail,--since,--until,--env,--workdir,--time,--signal,--format,--message,--author,--memory,--cpus,--restart",
    ["container*"],
  ],
  [
    "docker podman nerdctl",
    "behind:run,create user:-u,--user host:-h,--hostname skip:epvwlam take:--name,--network,--net,--env,--publish,--volume,--workdir,--label,--entrypoint,--mount,--restart,--memory,--cpus,--pid,--ipc,--cap-add,--cap-drop,--security-opt,--device,--log-driver,--log-opt,--env-file,--platform,--pull,--shm-size,--tmpfs,--ulimit,--gpus",
  ],
  ["docker", "behind:swarm/join secret:--token host:--advertise-addr,--listen-addr skip:", ["host"]],
  [
    "docker",
    "behind:node/update,node/inspect,node/ps,node/promote,node/demote,node/rm skip: take:--availability,--label-add,--role",
    ["host*"],
  ],
  ["docker-compose podman-compose", "behind:exec,run user:-u,--user host: skip:ewfpl"],
  [
    "crictl ctr runc crun nerdctl youki",
    "behind:exec,logs,inspect,stop,rm,attach,stats,kill,state,delete,start,pause,resume,events,task/exec,task/kill,tasks/exec,tasks/kill,container/info,containers/info,containers/rm,container/rm skip:ern take:--tail,--exec-id,--since",
    ["container*"],
  ],
  ["ctr", "namespace:-n,--namespace login:-u,--user skip:a"],
  ["skopeo buildah podman", "login:--creds,--src-creds,--dest-creds skip:"],
  ["lxc lxc-attach lxc-start lxc-stop incus", "secret:--password,--token host: skip:nPuv"],
  ["systemd-nspawn bwrap firejail", "user:-u,--user skip:DMb"],
  // Kubernetes
  [
    "kubectl oc k3s kubecolor helm k9s kubectl-argo-rollouts velero istioctl linkerd cilium flux argo kustomize",
    "namespace:-n,--namespace,--source-namespace,--target-namespace secret:--token,--password user:--as,--user,--username account:--serviceaccount host:-s,--server skip:ofclL",
  ],
  [
    "kubectl oc k3s kubecolor",
    "behind:create/secret,create/secrets setting:--from-literal namespace:-n,--namespace user:--docker-username secret:--docker-password host:--docker-server skip:ofs",
  ],
  [
    "kubectl oc k3s kubecolor",
    "behind:config/set-credentials,config/delete-user,config/get-users secret:--token,--password user:--username skip:",
    ["user"],
  ],
  [
    "kubectl oc kubecolor",
    "behind:create/serviceaccount,create/sa,delete/serviceaccount,delete/sa,get/serviceaccount,get/sa,describe/sa,describe/serviceaccount,create/token,create/user,serviceaccounts/get-token skip:nof",
    ["user"],
  ],
  [
    "kubectl oc kubecolor",
    "behind:create/namespace,create/ns,delete/namespace,delete/ns,get/namespace,get/ns,describe/namespace,describe/ns skip:ofl",
    ["namespace"],
  ],
  [
    "kubectl oc kubecolor",
    "behind:exec,logs,attach,port-forward,debug,label/pod,label/pods,annotate/pod,annotate/pods,delete/pod,delete/pods,get/pod,get/pods,describe/pod,describe/pods,delete/po,get/po,describe/po skip:nfclo take:--tail,--since,--image,--target,--container,--selector",
    ["pod"],
  ],
  ["kubectl oc kubecolor", "behind:cp skip:nc take:--container,--retries", ["pod*"]],
  [
    "kubectl oc kubecolor",
    "behind:drain,cordon,uncordon,top/node,top/nodes,get/node,get/nodes,describe/node,describe/nodes,delete/node,label/node,label/nodes,annotate/node,adm/drain,adm/cordon,adm/uncordon skip:nol take:--timeout,--grace-period,--selector",
    ["host"],
  ],
  ["kubectl oc kubecolor", "behind:taint/node,taint/nodes,adm/taint skip:n", ["host"]],
  [
    "oc",
    "behind:policy/add-role-to-user,policy/add-cluster-role-to-user,policy/remove-role-from-user,policy/add-scc-to-user,policy/remove-scc-from-user user:-z skip:n",
    ["-", "users*"],
  ],
  ["oc argocd", "behind:login secret:-p,--password,--auth-token,--token user:-u,--username skip:n", ["host"]],
  ["oc", "behind:project,new-project skip:n", ["namespace"]],
  ["argocd", "behind:account/update-password,proj/role user:--account secret:--current-password,--new-password skip:"],
  ["stern kail kubetail", "namespace:-n,--namespace skip:lct"],
  ["kubens", "skip:", ["namespace"]],
  [
    "kubeadm",
    "secret:--token,--certificate-key host:--apiserver-advertise-address,--control-plane-endpoint,--node-name skip:",
  ],
  [
    "kubeadm",
    "behind:join skip: take:--token,--discovery-token-ca-cert-hash,--certificate-key,--cri-socket,--node-name",
    ["host"],
  ],
  ["kubeadm", "behind:token/create,token/delete skip:", ["secret"]],
  ["k3s rke2 k0s", "secret:-t,--token,--agent-token host:-s,--server,--node-name,--tls-san skip:c"],
  ["rancher", "behind:login secret:-t,--token skip:", ["url*"]],
  ["crane oras regctl", "login:--creds user:-u,--username secret:-p,--password skip:"],
];
