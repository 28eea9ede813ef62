import { X509Certificate } from 'node:crypto';

/** The command that prints the public certificate of a cluster's controller. */
export function askCommand(kubeseal: string): string {
  return `${kubeseal} --fetch-cert --controller-namespace kube-system --controller-name sealed-secrets-controller`;
}

/** The command that writes it to a file. */
export function fetchCommand(kubeseal: string, path: string): string {
  return `mkdir -p sealed-secrets && ${askCommand(kubeseal)} > ${path}`;
}

/** The SHA-256 fingerprint of a certificate, as openssl prints it. */
export function fingerprint(text: string): string {
  return new X509Certificate(text).fingerprint256;
}

/** What is wrong with a certificate for sealing; undefined when it is fine. */
export function certificateProblem(text: string, now = new Date()): string | undefined {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return 'contains a private key, which decrypts every secret of its cluster: remove it from the repository and replace the key in the cluster';
  }
  const certificate = parse(text);
  if (certificate === undefined) return 'is not a PEM certificate';
  if (certificate.publicKey.asymmetricKeyType !== 'rsa') {
    return 'is not the certificate of a controller: its key is not RSA';
  }
  if (now > new Date(certificate.validTo)) return `expired on ${day(certificate.validTo)}`;
  if (now < new Date(certificate.validFrom)) return `is not valid before ${day(certificate.validFrom)}`;
  return undefined;
}

function parse(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}

function day(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}
