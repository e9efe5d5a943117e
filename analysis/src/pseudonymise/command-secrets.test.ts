import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAlertParser } from "#alert/parse.ts";
import { createVeil } from "./create-veil.ts";

const parser = createAlertParser({ now: () => new Date(0) });

function veilOf(command: string, hasField: boolean) {
  const fields = hasField ? { "proc.cmdline": command } : {};
  const event = { rule: "R", priority: "Notice", time: "2026-03-14T01:00:00Z", output: `x (command=${command} )` };
  return createVeil(parser.parse({ ...event, output_fields: fields }), {
    enabled: true,
    level: "standard",
    preserveStructure: true,
  });
}

/** Command lines, and what leaves of them. The mapping is checked by itself: a secret in it could be turned back. */
const commands: readonly (readonly [command: string, hidden: string])[] = [
  ["net user evil P@ss1word /add", "net user [USER-1] [REDACTED] /add"],
  ["net user evil hunter@dbhost1 /add /domain", "net user [USER-1] [REDACTED] /add /domain"],
  ["net user /add evil P@ss1word", "net user /add [USER-1] [REDACTED]"],
  ["NET.EXE USER evil P@ss1word /ADD", "NET.EXE USER [USER-1] [REDACTED] /ADD"],
  ["cmd /c net user evil P@ss1word /add", "cmd /c net user [USER-1] [REDACTED] /add"],
  ["net user evil * /add", "net user [USER-1] * /add"],
  ["net user evil /delete", "net user [USER-1] /delete"],
  ["net localgroup administrators evil /add", "net localgroup administrators [USER-1] /add"],
  [
    "net use Z: \\\\fs1\\share shrPw11 /USER:CORP\\bob",
    "net use Z: \\\\[HOST-1]\\share [REDACTED] /USER:CORP\\[USER-1]",
  ],
  ["xfreerdp /u:bob /p:rdpPw4567 /v:rdp-1", "xfreerdp /u:[USER-1] /p:[REDACTED] /v:[HOST-1]"],
  ["xfreerdp /user:bob /password:rdpPw4567", "xfreerdp /user:[USER-1] /password:[REDACTED]"],
  ["xfreerdp3 /pass:rdpPw4567 /u:CORP\\bob /f", "xfreerdp3 /pass:[REDACTED] /u:CORP\\[USER-1] /f"],
  ["cmdkey /add:srv-1 /user:bob /pass:rdpPw45", "cmdkey /add:[HOST-1] /user:[USER-1] /pass:[REDACTED]"],
  ["schtasks /create /s srv-1 /ru bob /rp rdpPw45", "schtasks /create /s [HOST-1] /ru [USER-1] /rp [REDACTED]"],
  ["hydra -l root -p hydraPw7 ssh://10.0.0.5", "hydra -l root -p [REDACTED] ssh://[INTERNAL-IP-1]"],
  ["hydra -l mira -P rockyou.txt 10.0.0.5 ssh", "hydra -l [USER-1] -P rockyou.txt [INTERNAL-IP-1] ssh"],
  ["medusa -h 10.0.0.5 -u mira -p hydraPw7 -M ssh", "medusa -h [INTERNAL-IP-1] -u [USER-1] -p [REDACTED] -M ssh"],
  [
    "kubectl create secret generic x --from-literal=k=litPw18 --from-literal j=litPw19",
    "kubectl create secret generic x --from-literal=k=[REDACTED] --from-literal j=[REDACTED]",
  ],
  [
    "kubectl -n shop create secret generic x --from-literal=k=litPw18",
    "kubectl -n [NAMESPACE-1] create secret generic x --from-literal=k=[REDACTED]",
  ],
  ["kubectl create configmap x --from-literal=mode=faster", "kubectl create configmap x --from-literal=mode=faster"],
  ["curl -b session=cookieVal22 https://a/", "curl -b session=[REDACTED] https://a/"],
  ["curl -sb s=cookieVal22 https://a/", "curl -sb s=[REDACTED] https://a/"],
  ["curl --cookie session=cookieVal22; id=other33 https://a/", "curl --cookie session=[REDACTED] https://a/"],
  ["curl -b cookies.txt https://a/", "curl -b cookies.txt https://a/"],
  ["wpa_passphrase homenet wifiPw99", "wpa_passphrase homenet [REDACTED]"],
  ["cryptsetup open /dev/sda1 x <<<herePw21", "cryptsetup open /dev/sda1 x <<<[REDACTED]"],
  ["echo herePw21 | cryptsetup open /dev/sda1 x", "echo [REDACTED] | cryptsetup open /dev/sda1 x"],
  ["sudo -S id <<< herePw22", "sudo -S id <<< [REDACTED]"],
  ["su bob <<<'here Pw23'", "su [USER-1] <<<'[REDACTED]'"],
  ["kinit bob <<<herePw24", "kinit [USER-1] <<<[REDACTED]"],
  ["passwd bob <<<herePw25", "passwd [USER-1] <<<[REDACTED]"],
  ["chpasswd <<<bob:herePw26", "chpasswd <<<[USER-1]:[REDACTED]"],
  ["cat <<<morning", "cat <<<morning"],
  ["impacket-psexec CORP/adm:impPw36@10.0.0.5", "impacket-psexec CORP/adm:[REDACTED]@[INTERNAL-IP-1]"],
  ["secretsdump.py CORP/jonas:imp@Pw36@dc-1", "secretsdump.py CORP/[USER-1]:[REDACTED]@[HOST-1]"],
  ["python3 psexec.py CORP/jonas:impPw36@10.0.0.5", "python3 psexec.py CORP/[USER-1]:[REDACTED]@[INTERNAL-IP-1]"],
  ["cp /p:x /tmp", "cp /p:x /tmp"],
  ["docker pull library/nginx:1.25@sha256:abcd", "docker pull library/nginx:1.25@sha256:abcd"],
];

const secrets = /ss1word|hunter|dbhost|Pw\d|cookieVal|other33/;

describe("passwords in command lines", () => {
  for (const [command, hidden] of commands) {
    it(`hides for good: ${command}`, () => {
      for (const hasField of [true, false]) {
        const veil = veilOf(command, hasField);
        assert.equal(veil.hide(`x (command=${command} )`), `x (command=${hidden} )`);
        assert.doesNotMatch(JSON.stringify(veil.mapping()), secrets);
      }
    });
  }

  it("learns no name from half a password", () => {
    const veil = veilOf("net user evil hunter@dbhost1 /add", true);
    assert.equal(veil.hide("a hunter came"), "a hunter came");
    assert.equal(veil.hide("with hunter@dbhost1 now"), "with [REDACTED] now");
  });
});
