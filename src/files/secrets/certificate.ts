import { X509Certificate } from 'node:crypto';

/** How the public certificate of a cluster's controller is fetched. */
export function fetchCommand(kubeseal: string, path: string): string {
  return (
    `mkdir -p sealed-secrets && ${kubeseal} --fetch-cert --controller-namespace kube-system ` +
    `--controller-name sealed-secrets-controller > ${path}`
  );
}

/** What is wrong with a certificate that values are to be sealed with; undefined when it is right. */
export function certificateProblem(text: string, now = new Date()): string | undefined {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return 'holds a private key, which opens every secret of its cluster: take it out of the repository, and replace the key in the cluster';
  }
  const certificate = parse(text);
  if (certificate === undefined) return 'is no certificate in PEM form';
  if (certificate.publicKey.asymmetricKeyType !== 'rsa') return 'is no certificate of a controller: its key is not RSA';
  if (now > new Date(certificate.validTo)) return `expired on ${day(certificate.validTo)}`;
  if (now < new Date(certificate.validFrom)) return `is valid from ${day(certificate.validFrom)} on only`;
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
