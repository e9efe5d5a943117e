/** Paths at which private keys lie. */

export const tlsKey =
  /(?:etc\/ssl\/private\/[\w.-]+|etc\/kubernetes\/pki\/[\w./-]+\.key|etc\/letsencrypt\/(?:live|archive)\/[\w./-]+\/privkey\d*\.pem|priv(?:ate)?[\w-]{0,40}\.(?:pem|key)|server\.key|tls\.key|ca\.key)(?![\w.-])/;
